import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunnerRecord } from '../../../../core/records/record.ts'
import { readFinalState } from '../../../../core/runs/verdict/final-state.ts'
import { judge } from '../../../../core/runs/verdict/judge.ts'
import { createStageTracker } from '../../../../core/runs/verdict/stage-tracker.ts'
import { setUpRecorder } from '../../../images/recorder-run.ts'

const FIXTURES = new URL('../../../fixtures', import.meta.url).pathname
const AT = '2026-11-20T10:00:00.000Z'
const common = { v: 1 as const, nonce: 'nonce-1', at: AT }

/** What the real recorder makes of a stream that Claude Code said once. */
async function recordOf(stream: string, exitCode: number, stage = 'code-review'): Promise<RunnerRecord[]> {
  const recorder = setUpRecorder(`
    const fs = require('node:fs')
    fs.writeSync(1, ${JSON.stringify(stream)})
    process.exitCode = ${exitCode}`)
  const prompt = `Do it.\n**Current Stage:** ${stage}\nNow.`
  await recorder.start(['-p', prompt, '--output-format', 'stream-json', '--verbose']).ended
  return recorder.records()
}

const claude = (name: string) => readFileSync(join(FIXTURES, 'claude', `${name}.ndjson`), 'utf8')
const pipeline = (name: string) => readFileSync(join(FIXTURES, 'agent-pipeline', name), 'utf8')

const changes = (commits: number): RunnerRecord => ({
  ...common,
  t: 'changes',
  baseCommit: 'abc',
  branches: [],
  commits: Array.from({ length: commits }, (_, index) => ({
    sha: `760c30a${index}`,
    branch: 'b',
    subject: 's',
  })),
  filesChanged: commits,
  insertions: 0,
  deletions: 0,
  pullRequest: null,
})

/** Judges a run by what it said: records, agent-pipeline's lines and state file, and its exit code. */
function judgeBy(said: { records: RunnerRecord[]; stdout?: string; state?: string; exitCode: number }) {
  const tracker = createStageTracker()
  for (const record of said.records) tracker.record(record)
  for (const line of (said.stdout ?? '').split('\n')) tracker.line(line, AT)
  const state = said.state ? readFinalState(said.state) : null
  if (state) tracker.finalState(state)
  tracker.end(AT, false)
  const { exitCode } = said
  const end = {
    kind: 'exited',
    exitCode,
    oomKilled: false,
    startedAt: AT,
    finishedAt: AT,
    error: '',
  } as const
  return judge({ end, stopCause: null, timeoutSeconds: 60, memoryBytes: 1, evidence: tracker.evidence })
}

const exitOf = (name: string) => Number(/\d+/.exec(pipeline(`${name}.exit`))?.[0])
const oneStage = (event: string) => `Stage: code-review - STARTED\nStage: code-review - ${event}\n`

describe('every recorded end of an agent', () => {
  test.each([
    ['credit', 'blocked', 'no-credit'],
    ['invalid_key', 'blocked', 'key-invalid'],
    ['nologin', 'blocked', 'login-missing'],
    ['oauth_expired', 'blocked', 'login-expired'],
    ['overloaded', 'rate-limited', 'overloaded'],
    ['rate', 'rate-limited', 'rate-limited'],
  ])('%s is %s (%s), and names its stage', async (name, verdict, code) => {
    const judgement = judgeBy({
      records: await recordOf(claude(name), 1),
      stdout: oneStage('FAILED: Claude CLI exited with code 1. stderr: (empty)'),
      exitCode: 1,
    })
    expect(judgement).toMatchObject({ outcome: 'failed', verdict, error: { code } })
    expect(judgement.error?.message).toMatch(/^Stage "code-review": /)
  })

  test('ok is worked when something was changed, and nothing-to-do when nothing was', async () => {
    const records = await recordOf(claude('ok'), 0)
    const stdout = oneStage('COMPLETED (3.2s)')
    expect(judgeBy({ records: [...records, changes(1)], stdout, exitCode: 0 })).toEqual({
      outcome: 'succeeded',
      verdict: 'worked',
      error: null,
    })
    expect(judgeBy({ records: [...records, changes(0)], stdout, exitCode: 0 }).verdict).toBe('nothing-to-do')
  })

  test('a stream cut before its result is incomplete, though the agent exited with 0', async () => {
    const cut = claude('ok').split('\n').slice(0, 4).join('\n')
    const records = [...(await recordOf(`${cut}\n`, 0)), changes(1)]
    expect(judgeBy({ records, stdout: oneStage('COMPLETED (3.2s)'), exitCode: 0 })).toMatchObject({
      outcome: 'succeeded',
      verdict: 'incomplete',
      error: { code: 'agent-ended-early' },
    })
  })

  test('a limit that lifts at an instant says when, also as a field', async () => {
    const event = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', resetsAt: 1_795_196_400 },
    }
    const [init, ...rest] = claude('rate').split('\n')
    const records = await recordOf([init, JSON.stringify(event), ...rest].join('\n'), 1)
    const judgement = judgeBy({ records, stdout: oneStage('FAILED: no'), exitCode: 1 })
    expect(judgement).toMatchObject({ verdict: 'rate-limited', liftsAt: '2026-11-20T17:40:00.000Z' })
    expect(judgement.error?.message).toContain('2026-11-20T17:40:00.000Z')
  })

  test('a limit that was only warned of is not what a refused request waits for', async () => {
    const event = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'allowed_warning', resetsAt: 1_795_196_400 },
    }
    const [init, ...rest] = claude('rate').split('\n')
    const records = await recordOf([init, JSON.stringify(event), ...rest].join('\n'), 1)
    const judgement = judgeBy({ records, stdout: oneStage('FAILED: no'), exitCode: 1 })
    expect(judgement).toMatchObject({ verdict: 'rate-limited', liftsAt: null })
  })

  test('a failed provider is told from a failed agent', async () => {
    const failing = claude('overloaded').replaceAll('529', '500').replaceAll('"overloaded"', '"server_error"')
    const judgement = judgeBy({
      records: await recordOf(failing, 1),
      stdout: oneStage('FAILED: no'),
      exitCode: 1,
    })
    expect(judgement).toMatchObject({ verdict: 'failed', error: { code: 'provider-failed' } })
  })

  test('a denied permission blocks a run that changed nothing', async () => {
    const denied = claude('ok').replace(
      '"permission_denials":[]',
      '"permission_denials":[{"tool_name":"Bash"}]',
    )
    expect(denied).not.toBe(claude('ok'))
    const records = await recordOf(denied, 0)
    const stdout = oneStage('COMPLETED (3.2s)')
    expect(judgeBy({ records: [...records, changes(0)], stdout, exitCode: 0 })).toMatchObject({
      outcome: 'succeeded',
      verdict: 'blocked',
      error: { code: 'permission-denied' },
    })
    expect(judgeBy({ records: [...records, changes(1)], stdout, exitCode: 0 }).verdict).toBe('worked')
  })

  test('a stage that was denied and committed nothing leaves a run incomplete whose others did', async () => {
    const denied = claude('ok').replace(
      '"permission_denials":[]',
      '"permission_denials":[{"tool_name":"Bash"}]',
    )
    const records = [
      ...(await recordOf(claude('ok'), 0)),
      ...(await recordOf(denied, 0, 'security-audit')),
      changes(1),
    ]
    const stdout = `${oneStage('COMPLETED (3.2s) [760c30a]')}Stage: security-audit - STARTED\nStage: security-audit - COMPLETED (1.0s)\n`
    const judgement = judgeBy({ records, stdout, exitCode: 0 })
    expect(judgement).toMatchObject({ verdict: 'incomplete', error: { code: 'permission-denied' } })
    expect(judgement.error?.message).toContain('"security-audit"')
  })

  test('an agent that failed and was tried again with success has healed', async () => {
    const records = [
      ...(await recordOf(claude('overloaded'), 1)),
      ...(await recordOf(claude('ok'), 0)),
      changes(1),
    ]
    const stdout = `${oneStage('FAILED: no')}Stage: code-review (attempt 2) - STARTED\nStage: code-review - COMPLETED (3.2s)\n`
    expect(judgeBy({ records, stdout, exitCode: 0 })).toEqual({
      outcome: 'succeeded',
      verdict: 'worked',
      error: null,
    })
  })
})

describe('every recorded run of agent-pipeline', () => {
  const said = (name: string) => ({
    stdout: pipeline(`${name}.stdout`),
    state: pipeline(`${name}.state.json`),
    exitCode: exitOf(name),
  })

  test('seq worked', async () => {
    const stages = ['code-review', 'security-audit', 'doc-updater']
    const records = await Promise.all(stages.map((stage) => recordOf(claude('ok'), 0, stage)))
    expect(judgeBy({ ...said('seq'), records: [...records.flat(), changes(3)] })).toEqual({
      outcome: 'succeeded',
      verdict: 'worked',
      error: null,
    })
  })

  test('parallel failed in the stage whose commit failed, though its agent did its work', async () => {
    const stages = ['code-review', 'security-audit', 'doc-updater']
    const records = await Promise.all(stages.map((stage) => recordOf(claude('ok'), 0, stage)))
    const judgement = judgeBy({ ...said('parallel'), records: [...records.flat(), changes(2)] })
    expect(judgement).toMatchObject({ outcome: 'failed', verdict: 'failed', error: { code: 'stage-failed' } })
    expect(judgement.error?.message).toMatch(/^Stage "security-audit" failed: No staged changes to commit/)
  })

  test('authfail is blocked by the login, which its own output does not name', async () => {
    expect(pipeline('authfail.stdout')).not.toMatch(/Invalid API key/)
    const records = [...(await recordOf(claude('invalid_key'), 1)), changes(0)]
    expect(judgeBy({ ...said('authfail'), records })).toMatchObject({
      outcome: 'failed',
      verdict: 'blocked',
      error: { code: 'key-invalid' },
    })
  })

  test('authfail without any records says what agent-pipeline said', () => {
    expect(judgeBy({ ...said('authfail'), records: [] })).toMatchObject({
      outcome: 'failed',
      error: { code: 'stage-failed' },
    })
  })
})

describe('what an agent declares of its own work', () => {
  const declaring = (text: string) =>
    claude('ok').replace('"result":"Wrote the review notes. Done."', `"result":${JSON.stringify(text)}`)

  test.each([
    ['VERDICT: blocked – the database cannot be reached', 'blocked', ': the database cannot be reached'],
    ['I tried.\n**VERDICT:** incomplete: two files are left\nBye.', 'incomplete', ': two files are left'],
    ['VERDICT: incomplete', 'incomplete', ' incomplete.'],
  ])('%j counts where the evidence says no worse', async (text, verdict, words) => {
    const records = [...(await recordOf(declaring(text), 0)), changes(1)]
    const judgement = judgeBy({ records, stdout: oneStage('COMPLETED (3.2s)'), exitCode: 0 })
    expect(judgement).toMatchObject({ outcome: 'succeeded', verdict, error: { code: `declared-${verdict}` } })
    expect(judgement.error?.message).toContain(words)
  })

  test.each(['VERDICT: worked', 'verdict: blocked', 'My VERDICT: blocked', 'VERDICT: blockedish'])(
    '%j changes nothing',
    async (text) => {
      const records = [...(await recordOf(declaring(text), 0)), changes(1)]
      const judgement = judgeBy({ records, stdout: oneStage('COMPLETED (3.2s)'), exitCode: 0 })
      expect(judgement.verdict).toBe('worked')
    },
  )
})
