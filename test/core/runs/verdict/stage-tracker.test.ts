import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readFinalState } from '../../../../core/runs/verdict/final-state.ts'
import { createStageTracker } from '../../../../core/runs/verdict/stage-tracker.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/agent-pipeline/${name}`, import.meta.url), 'utf8')
const AT = '2026-11-20T10:00:00.000Z'
const common = { v: 1 as const, nonce: 'n', at: AT }

function playLines(name: string) {
  const tracker = createStageTracker()
  for (const line of fixture(name).split('\n')) tracker.line(line, AT)
  return tracker
}

const states = (tracker: ReturnType<typeof createStageTracker>) =>
  tracker.evidence.stages.map((stage) => [stage.name, stage.status])

describe("agent-pipeline's lines", () => {
  test('a sequence that went well', () => {
    const tracker = playLines('seq.stdout')
    expect(states(tracker)).toEqual([
      ['code-review', 'succeeded'],
      ['security-audit', 'succeeded'],
      ['doc-updater', 'succeeded'],
    ])
    expect(tracker.evidence.stages[0]).toMatchObject({ durationMs: 3200, commitSha: '760c30a', attempt: 1 })
    expect(tracker.evidence.pipelineStatus).toBe('completed')
  })

  test('stages side by side, one of which failed', () => {
    const tracker = playLines('parallel.stdout')
    expect(states(tracker)).toEqual([
      ['code-review', 'succeeded'],
      ['security-audit', 'failed'],
      ['doc-updater', 'succeeded'],
    ])
    expect(tracker.evidence.stages[1]?.error).toMatch(/^No staged changes to commit/)
    expect(tracker.evidence.pipelineStatus).toBe('failed')
  })

  test('a second attempt, a skipped and a disabled stage', () => {
    const tracker = createStageTracker()
    for (const line of [
      'Stage: a - STARTED',
      'Stage: a - FAILED: flaky',
      'Stage: a (attempt 2) - STARTED',
      'Stage: b - SKIPPED: condition not met',
      '⏭️  Skipping disabled stage: c',
    ]) {
      tracker.line(line, AT)
    }
    expect(tracker.evidence.stages.map(({ name, status, attempt }) => [name, status, attempt])).toEqual([
      ['a', 'running', 2],
      ['b', 'skipped', 1],
      ['c', 'skipped', 1],
    ])
  })
})

describe('records', () => {
  test('the plan names all stages before anything runs, in its order', () => {
    const tracker = createStageTracker()
    tracker.record({
      ...common,
      t: 'plan',
      pipeline: 'p',
      stages: [
        { name: 'a', model: 'sonnet', dependsOn: [], enabled: true },
        { name: 'b', model: 'opus', dependsOn: ['a'], enabled: false },
      ],
    })
    expect(tracker.evidence.stages).toMatchObject([
      { name: 'a', model: 'sonnet', status: 'waiting' },
      { name: 'b', model: 'opus', status: 'skipped', dependsOn: ['a'] },
    ])
  })

  test('tokens and cost of a stage are those of all its agent processes, running totals counted once', () => {
    const tracker = createStageTracker()
    const tokens = (input: number) => ({ input, output: 1, cacheRead: 2, cacheCreation: 3 })
    const usage = (session: string, input: number) =>
      tracker.record({ ...common, t: 'agent-usage', stage: 'a', session, tokens: tokens(input) })
    usage('one', 10)
    usage('one', 30)
    usage('two', 5)
    tracker.record({
      ...common,
      t: 'agent-end',
      stage: 'a',
      session: 'one',
      exitCode: 0,
      signal: null,
      durationMs: 1,
      error: null,
      stderr: '',
      result: null,
      model: 'claude-x',
      tokens: tokens(40),
      costUsd: 0.5,
    })
    expect(tracker.evidence.stages[0]).toMatchObject({
      model: 'claude-x',
      tokens: { input: 45, output: 2, cacheRead: 4, cacheCreation: 6 },
      costUsd: 0.5,
    })
  })
})

describe('the final state file', () => {
  test.each(['seq', 'parallel', 'authfail'])('%s has the last word on times, commits and errors', (name) => {
    const tracker = playLines(`${name}.stdout`)
    const raw = JSON.parse(fixture(`${name}.state.json`))
    const state = readFinalState(fixture(`${name}.state.json`))!
    tracker.finalState(state)
    expect(tracker.evidence.stages).toHaveLength(raw.stages.length)
    for (const [index, stage] of tracker.evidence.stages.entries()) {
      expect(stage.startedAt).toBe(raw.stages[index].startTime)
      expect(stage.durationMs).toBe(Math.round(raw.stages[index].duration * 1000))
      expect(stage.commitSha).toBe(raw.stages[index].commitSha ?? null)
      expect(stage.error).toBe(raw.stages[index].error?.message ?? null)
    }
    expect(JSON.stringify(state)).not.toContain('Pipeline Context')
  })

  test('a torn file is no state', () => {
    expect(readFinalState(fixture('seq.state.json').slice(0, 500))).toBeNull()
  })
})

describe('after a restart', () => {
  test('the same output played again keeps the times that were written down', () => {
    const first = playLines('seq.stdout')
    const again = createStageTracker({ known: first.evidence.stages })
    for (const line of fixture('seq.stdout').split('\n')) again.line(line, '2026-11-20T12:00:00.000Z')
    expect(again.evidence.stages).toEqual(first.evidence.stages)
  })

  test('what was running when a run was stopped is cancelled, what waited is skipped', () => {
    const tracker = createStageTracker()
    tracker.record({
      ...common,
      t: 'plan',
      pipeline: 'p',
      stages: ['a', 'b'].map((name) => ({ name, model: null, dependsOn: [], enabled: true })),
    })
    tracker.line('Stage: a - STARTED', AT)
    tracker.end('2026-11-20T10:00:05.000Z', true)
    expect(tracker.evidence.stages).toMatchObject([
      { name: 'a', status: 'cancelled', durationMs: 5000 },
      { name: 'b', status: 'skipped' },
    ])
  })
})
