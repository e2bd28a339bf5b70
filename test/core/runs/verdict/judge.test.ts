import { describe, expect, test } from 'vitest'
import type { ContainerEnd } from '../../../../core/ports/engine.ts'
import type { RunnerRecord } from '../../../../core/records/record.ts'
import { judge } from '../../../../core/runs/verdict/judge.ts'
import { createStageTracker, type Evidence } from '../../../../core/runs/verdict/stage-tracker.ts'

const AT = '2026-11-20T10:00:00.000Z'
const exited = (exitCode: number, oomKilled = false): ContainerEnd => ({
  kind: 'exited',
  exitCode,
  oomKilled,
  startedAt: AT,
  finishedAt: AT,
  error: '',
})
const limits = { timeoutSeconds: 60, memoryBytes: 256 * 1024 * 1024 }
const command = (end: ContainerEnd) => judge({ end, stopCause: null, ...limits, evidence: null })

type AgentEnd = Extract<RunnerRecord, { t: 'agent-end' }>
const goodResult = {
  isError: false,
  subtype: 'success',
  apiErrorStatus: null,
  apiError: null,
  text: 'Done.',
  numTurns: 1,
  terminalReason: 'completed',
  permissionDenials: 0,
  credentialExpiresAt: null,
}
function agentEnd(result: Partial<typeof goodResult> | null, rest: Partial<AgentEnd> = {}): AgentEnd {
  return {
    v: 1,
    nonce: 'n',
    at: AT,
    t: 'agent-end',
    stage: 'review',
    session: 's',
    exitCode: 0,
    signal: null,
    durationMs: 1,
    error: null,
    stderr: '',
    result: result && ({ ...goodResult, ...result } as AgentEnd['result']),
    model: 'claude-x',
    tokens: { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 },
    costUsd: 0,
    ...rest,
  }
}

function evidence(change: (evidence: Evidence) => void): Evidence {
  const tracker = createStageTracker()
  tracker.line('Stage: review - STARTED', AT)
  tracker.line('Stage: review - COMPLETED (1.0s)', AT)
  change(tracker.evidence)
  return tracker.evidence
}
const changes = (commits: number) => ({
  v: 1 as const,
  nonce: 'n',
  at: AT,
  t: 'changes' as const,
  baseCommit: 'abc',
  branches: [],
  commits: Array.from({ length: commits }, (_, index) => ({ sha: `${index}`, branch: 'b', subject: 's' })),
  filesChanged: commits,
  insertions: 0,
  deletions: 0,
  pullRequest: null,
})
const pipeline = (exitCode: number, change: (evidence: Evidence) => void) =>
  judge({ end: exited(exitCode), stopCause: null, ...limits, evidence: evidence(change) })

describe('a plain container', () => {
  test.each([
    [exited(0), 'succeeded', 'worked', undefined],
    [exited(3), 'failed', 'failed', 'exit-code'],
    [exited(127), 'failed', 'failed', 'command-missing'],
    [exited(137), 'failed', 'failed', 'killed'],
    [exited(137, true), 'failed', 'failed', 'out-of-memory'],
    [exited(0, true), 'succeeded', 'incomplete', 'child-out-of-memory'],
    [{ kind: 'gone' } as const, 'lost', 'incomplete', 'container-gone'],
  ])('%o', (end, outcome, verdict, code) => {
    const judgement = command(end)
    expect([judgement.outcome, judgement.verdict, judgement.error?.code]).toEqual([outcome, verdict, code])
  })

  test('the code stands in the sentence', () => {
    expect(command(exited(3)).error?.message).toBe('The command exited with code 3.')
  })
})

describe('a stop', () => {
  test.each([
    ['cancelled', 'cancelled', 'cancelled'],
    ['timed-out', 'timed-out', 'timed-out'],
    ['budget', 'cancelled', 'budget'],
  ] as const)('%s goes before the exit code', (stopCause, outcome, code) => {
    const judgement = judge({ end: exited(0), stopCause, ...limits, evidence: null })
    expect([judgement.outcome, judgement.error?.code]).toEqual([outcome, code])
  })
})

describe('a pipeline', () => {
  test('that changed something worked', () => {
    expect(
      pipeline(0, (e) => {
        e.changes = changes(2)
      }),
    ).toEqual({ outcome: 'succeeded', verdict: 'worked', error: null })
  })

  test('that changed nothing had nothing to do', () => {
    expect(
      pipeline(0, (e) => {
        e.changes = changes(0)
      }).verdict,
    ).toBe('nothing-to-do')
  })

  test('whose branch was refused by the remote is not called good', () => {
    const judgement = pipeline(0, (e) => {
      e.changes = changes(1)
      e.pushes.push({ branch: 'b', ok: false, error: 'remote: denied\nmore' })
    })
    expect(judgement).toMatchObject({
      outcome: 'failed',
      verdict: 'incomplete',
      error: { code: 'push-denied' },
    })
    expect(judgement.error?.message).toContain('remote: denied')
  })

  test('whose agent ended without a result is incomplete', () => {
    const judgement = pipeline(1, (e) => {
      e.stages[0]!.status = 'failed'
      e.ends.push(agentEnd(null, { exitCode: 0 }))
    })
    expect(judgement).toMatchObject({
      outcome: 'failed',
      verdict: 'incomplete',
      error: { code: 'agent-ended-early' },
    })
  })

  test.each([
    ['authentication_failed', null, 'Not logged in · Please run /login', 'login-missing', 'blocked'],
    ['authentication_failed', 401, 'Invalid API key · Fix external API key', 'key-invalid', 'blocked'],
    ['authentication_failed', 401, 'OAuth token has expired.', 'login-expired', 'blocked'],
    ['billing_error', 400, 'Credit balance is too low', 'no-credit', 'blocked'],
    ['rate_limit', 429, 'Request rejected (429)', 'rate-limited', 'rate-limited'],
    ['server_error', 529, 'API Error: 529 Overloaded.', 'overloaded', 'rate-limited'],
    [null, 404, 'model: x', 'model-unknown', 'failed'],
  ])('%s %s: %s', (error, apiErrorStatus, text, code, verdict) => {
    const judgement = pipeline(1, (e) => {
      e.stages[0]!.status = 'failed'
      e.ends.push(
        agentEnd({ isError: true, apiErrorStatus: apiErrorStatus as never, text }, { error, exitCode: 1 }),
      )
    })
    expect([judgement.outcome, judgement.error?.code, judgement.verdict]).toEqual(['failed', code, verdict])
    expect(judgement.error?.message).toContain('Stage "review"')
  })

  test('a limit says when it lifts', () => {
    const judgement = pipeline(1, (e) => {
      e.stages[0]!.status = 'failed'
      e.limits.push({
        v: 1,
        nonce: 'n',
        at: AT,
        t: 'agent-limit',
        stage: 'review',
        session: 's',
        status: 'rejected',
        limitType: 'five_hour',
        resetsAt: '2026-11-20T17:40:00.000Z',
      })
      e.ends.push(agentEnd({ isError: true, apiError: 'usage_limit_reached' as never }, { exitCode: 1 }))
    })
    expect(judgement.error).toMatchObject({ code: 'usage-limit' })
    expect(judgement.error?.message).toContain('2026-11-20T17:40:00.000Z')
  })

  test("whose entrypoint could not go on says the entrypoint's reason", () => {
    const judgement = pipeline(1, (e) => {
      e.errors.push({
        v: 1,
        nonce: 'n',
        at: AT,
        t: 'error',
        code: 'branch-missing',
        message: 'There is no branch "x".',
        hint: null,
      })
    })
    expect(judgement).toMatchObject({ verdict: 'blocked', error: { code: 'branch-missing' } })
  })

  test('that was denied every permission and changed nothing is blocked', () => {
    const judgement = pipeline(0, (e) => {
      e.changes = changes(0)
      e.ends.push(agentEnd({ permissionDenials: 2 }))
    })
    expect(judgement).toMatchObject({ verdict: 'blocked', error: { code: 'permission-denied' } })
  })
})
