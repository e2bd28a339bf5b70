import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { Run, RunSummary } from '../../../contract/index.ts'
import type { RunChanges } from '../../../core/ports/run-store.ts'
import { tempFolder } from '../files/temp-folder.ts'
import { newDatabase, newRun, newRunStore, stage } from './sample-runs.ts'

const everything: Required<
  Omit<RunChanges, 'queuedAt' | 'jobName' | 'jobType' | 'trigger' | 'rehearsal' | 'attempt' | 'dueAt'>
> = {
  state: 'finished',
  outcome: 'failed',
  verdict: 'rate-limited',
  error: { code: 'rate-limit', message: 'The plan’s limit was reached.', hint: 'Try again at five.' },
  exitCode: 1,
  startedAt: '2026-11-20T02:00:01.000Z',
  finishedAt: '2026-11-20T02:03:02.500Z',
  tokens: { input: 1, output: 2, cacheRead: 3, cacheCreation: 4 },
  costUsd: 1.25,
  costEstimated: true,
  liftsAt: '2026-11-20T07:00:00.000Z',
  retryOf: 'run-0',
  notBeforeAt: '2026-11-20T02:00:00.500Z',
  image: { reference: 'agent-oven/pipeline-runner', id: 'sha256:1', digest: null },
  source: { repo: '/srv/shop', branch: 'main', pipeline: 'review', commit: 'abc' },
  stages: [
    stage({
      status: 'succeeded',
      startedAt: '2026-11-20T02:00:02.000Z',
      durationMs: 12.5,
      costUsd: 1,
      tokens: { input: 1, output: 1, cacheRead: 0, cacheCreation: 0 },
      commitSha: '760c30a',
      lastText: 'Done.',
    }),
    stage({ name: 'fix', dependsOn: ['plan'], status: 'failed', error: 'limit', attempt: 2 }),
    stage({ name: 'sum up', dependsOn: ['fix'], status: 'skipped' }),
    stage({ name: 'late', status: 'running' }),
  ],
  commits: [{ sha: 'c0ffee', branch: 'agent/fix', subject: 'Mend the till' }],
  branches: [{ name: 'agent/fix', commit: 'c0ffee', commits: 1, pushed: false, error: 'denied' }],
  pullRequest: { url: 'https://github.com/acme/shop/pull/7', number: 7, branch: 'agent/fix' },
  changes: { filesChanged: 2, insertions: 10, deletions: 3 },
  resources: { peakMemoryBytes: 123_456_789_012, cpuSeconds: 4.5 },
  progress: 'Pulling',
  egress: {
    enforced: true,
    allowed: [{ host: 'api.anthropic.com', count: 12 }],
    refused: [{ host: 'example.com', reason: 'not-listed', count: 1 }],
  },
  logBytes: 9_999_999_999,
  logRemovedAt: '2026-12-20T02:00:00.000Z',
}

describe('SqliteRunStore', () => {
  it('answers a new run whole, as the contract has it', () => {
    const store = newRunStore()
    const input = newRun()
    const run = store.create(input)
    expect(Run.parse(run)).toEqual(run)
    expect(run).toMatchObject({
      id: input.id,
      number: 1,
      state: 'queued',
      outcome: null,
      durationMs: null,
      stagesTotal: 0,
      logBytes: 0,
    })
    expect(run.source).toEqual({ ...input.source, commit: null })
    expect(store.find(input.id)).toEqual(run)
    expect(store.findByNumber(input.jobId, 1)).toEqual(run)
    expect(store.find('nobody')).toBeNull()
    expect(store.findByNumber(input.jobId, 2)).toBeNull()
  })

  it('counts runs per job and never gives a number twice, even after the newest run is gone', () => {
    const database = newDatabase()
    const store = newRunStore(database)
    expect([1, 2].map(() => store.create(newRun({ jobId: 'a' })).number)).toEqual([1, 2])
    expect(store.create(newRun({ jobId: 'b' })).number).toBe(1)
    database.exec(`DELETE FROM runs WHERE job_id = 'a'`)
    expect(store.create(newRun({ jobId: 'a' })).number).toBe(3)
  })

  it('does not use up a number for a run that could not be made', () => {
    const store = newRunStore()
    const first = newRun()
    store.create(first)
    expect(() => store.create(first)).toThrow(/UNIQUE/)
    expect(store.create(newRun()).number).toBe(2)
  })

  it('keeps every field that an update sets, over a restart, and works out the rest', () => {
    const path = join(tempFolder(), 'oven.db')
    const database = openDatabase(path)
    const { id } = newRunStore(database).create(newRun())
    const updated = newRunStore(database).update(id, everything)
    database.close()
    const again = openDatabase(path)
    const run = new SqliteRunStore({ database: again }).find(id)
    again.close()
    expect(run).toEqual(updated)
    expect(run).toMatchObject(everything)
    expect(run).toMatchObject({ durationMs: 181_500, stagesTotal: 4, stagesDone: 3 })
    expect(Run.parse(run)).toEqual(run)
  })

  it('changes nothing that an update leaves out, takes values away with null and replaces stages whole', () => {
    const store = newRunStore()
    const { id } = store.create(newRun())
    store.update(id, everything)
    const run = store.update(id, { error: null, tokens: null, stages: [stage()], verdict: undefined })
    expect(run).toMatchObject({
      error: null,
      tokens: null,
      verdict: 'rate-limited',
      exitCode: 1,
      stagesTotal: 1,
    })
    expect(run.stages).toEqual([stage()])
    expect(store.update(id, {})).toEqual(run)
  })

  it('refuses to update what is not there or to move a run in the history', () => {
    const store = newRunStore()
    expect(() => store.update('nobody', { exitCode: 1 })).toThrowError(
      expect.objectContaining({ code: 'not-found' }),
    )
    const { id } = store.create(newRun())
    expect(() => store.update(id, { queuedAt: '2020-01-01T00:00:00.000Z' })).toThrowError(
      expect.objectContaining({ code: 'run-order-fixed' }),
    )
  })

  it('tells none, one and several runs of a prefix apart', () => {
    const store = newRunStore()
    for (const id of ['ab1', 'ab2', 'ab3', 'b_', 'bx']) store.create(newRun({ id }))
    expect(store.findByPrefix('ab')).toEqual(['ab1', 'ab2'])
    expect(store.findByPrefix('ab2')).toEqual(['ab2'])
    expect(store.findByPrefix('b_')).toEqual(['b_'])
    expect(store.findByPrefix('%')).toEqual([])
    expect(store.findByPrefix('c')).toEqual([])
  })

  it('knows the unfinished runs, oldest first, and counts them per job', () => {
    const store = newRunStore()
    const make = (jobId: string, queuedAt: string) => store.create(newRun({ jobId, queuedAt })).id
    const late = make('a', '2026-11-20T03:00:00.000Z')
    const early = make('a', '2026-11-20T01:00:00.000Z')
    const done = make('b', '2026-11-20T02:00:00.000Z')
    const running = make('b', '2026-11-20T02:30:00.000Z')
    store.update(done, { state: 'finished' })
    store.update(running, { state: 'running', stages: [stage()] })
    expect(store.unfinished().map(({ id }) => id)).toEqual([early, running, late])
    expect(store.unfinished()[1]!.stages).toEqual([stage()])
    expect(store.activeCounts()).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    )
  })

  it('finds the newest run of each job', () => {
    const store = newRunStore()
    store.create(newRun({ jobId: 'a', queuedAt: '2026-11-20T03:00:00.000Z', id: 'a-new' }))
    store.create(newRun({ jobId: 'a', queuedAt: '2026-11-20T01:00:00.000Z', id: 'a-old' }))
    store.create(newRun({ jobId: 'b', id: 'b-only' }))
    store.create(newRun({ jobId: 'c' }))
    const latest = store.latestOf(['a', 'b', 'never-ran'])
    expect([...latest].map(([job, run]) => [job, run.id]).sort()).toEqual([
      ['a', 'a-new'],
      ['b', 'b-only'],
    ])
    expect(RunSummary.strict().parse(latest.get('a'))).toEqual(latest.get('a'))
  })

  it('counts runs and failures since an instant, that instant included', () => {
    const store = newRunStore()
    const finish = (queuedAt: string, outcome: Run['outcome']) =>
      store.update(store.create(newRun({ queuedAt })).id, { state: 'finished', outcome })
    finish('2026-11-19T23:59:59.999Z', 'failed')
    finish('2026-11-20T00:00:00.000Z', 'failed')
    for (const outcome of ['succeeded', 'timed-out', 'cancelled', 'blocked', 'lost'] as const) {
      finish('2026-11-20T08:00:00.000Z', outcome)
    }
    store.create(newRun({ queuedAt: '2026-11-20T09:00:00.000Z' }))
    expect(store.countsSince('2026-11-20T00:00:00Z')).toEqual({ runs: 7, failed: 4 })
    expect(store.countsSince('2026-11-20T01:00:00+01:00')).toEqual({ runs: 7, failed: 4 })
  })

  it('keeps what only the host may know apart, field by field', () => {
    const store = newRunStore()
    const { id } = store.create(newRun())
    const none = {
      containerId: null,
      nonce: null,
      volume: null,
      logPath: null,
      stopCause: null,
      deadlineAt: null,
      begunAgainAt: null,
      budgetWarnedAt: null,
    }
    expect(store.readInternals(id)).toEqual(none)
    store.writeInternals(id, { nonce: 'n', containerId: 'c' })
    store.writeInternals(id, { stopCause: 'timed-out', nonce: undefined })
    store.writeInternals(id, {})
    expect(store.readInternals(id)).toEqual({ ...none, nonce: 'n', containerId: 'c', stopCause: 'timed-out' })
    store.writeInternals(id, { containerId: null })
    expect(store.readInternals(id).containerId).toBeNull()
    expect(JSON.stringify(store.find(id))).not.toContain('timed-out')
    expect(() => store.writeInternals('nobody', { nonce: 'n' })).toThrowError(
      expect.objectContaining({ code: 'not-found' }),
    )
  })

  it('says that the disk is full in its own words', () => {
    const database = newDatabase()
    const store = newRunStore(database)
    const pages = Object.values(database.prepare('PRAGMA page_count').get()!)[0]
    database.exec(`PRAGMA max_page_count = ${pages}`)
    const fill = () => {
      for (let index = 0; index < 1000; index++) store.create(newRun())
    }
    expect(fill).toThrowError(expect.objectContaining({ code: 'disk-full' }))
    database.exec('PRAGMA max_page_count = 1000000')
    const written = store.list({}, { limit: 500 }).runs
    expect(written.map(({ number }) => number)).toEqual(written.map((_, index) => written.length - index))
    expect(store.create(newRun()).number).toBe(written.length + 1)
  })
})
