import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runListQuery } from '../../../adapters/sqlite/run-list-query.ts'
import type { RunFilter, RunSummary } from '../../../contract/index.ts'
import { newDatabase, newRun, newRunStore } from './sample-runs.ts'

const outcomes = ['succeeded', 'failed', 'lost'] as const
const verdicts = ['worked', 'failed', 'incomplete'] as const
const triggers = ['schedule', 'manual', 'retry'] as const
const states = ['queued', 'running', 'finished'] as const
const words = ['nightly', 'night', 'zebra', 'Zürich', 'fix', 'a3f4c', 'no']

const someRun = fc.record({
  jobId: fc.constantFrom('a', 'b', 'c'),
  jobName: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }).map((some) => some.join(' ')),
  trigger: fc.constantFrom(...triggers),
  state: fc.constantFrom(...states),
  outcome: fc.constantFrom(...outcomes),
  verdict: fc.constantFrom(...verdicts),
  second: fc.integer({ min: 0, max: 9 }),
})

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0 })
const instant = (second: number) => `2026-11-20T02:00:${String(second).padStart(2, '0')}Z`
const someFilter: fc.Arbitrary<RunFilter> = fc.record(
  {
    jobId: fc.constantFrom('a', 'b', 'none'),
    outcome: some(outcomes),
    verdict: some(verdicts),
    state: some(states),
    trigger: some(triggers),
    since: fc.integer({ min: 0, max: 9 }).map(instant),
    until: fc.integer({ min: 0, max: 9 }).map(instant),
    text: fc.constantFrom('nightly', 'nig', 'n', 'ZURICH', 'zebra fix', 'a3f', 'missing', '***', ''),
  },
  { requiredKeys: [] },
)

/** The filter as the contract words it, without any database. */
function matches(run: RunSummary, filter: RunFilter): boolean {
  const allows = <T>(values: readonly T[] | undefined, value: T) => !values?.length || values.includes(value)
  const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  const present = fold(`${run.jobId} ${run.jobName}`).split(' ')
  const hasText =
    filter.text === undefined ||
    filter.text === '' ||
    (filter.text !== '***' &&
      fold(filter.text)
        .split(' ')
        .every((word) => present.some((each) => each.startsWith(word))))
  return (
    (filter.jobId === undefined || run.jobId === filter.jobId) &&
    allows<string | null>(filter.outcome, run.outcome) &&
    allows<string | null>(filter.verdict, run.verdict) &&
    allows<string>(filter.state, run.state) &&
    allows<string>(filter.trigger, run.trigger) &&
    (filter.since === undefined || Date.parse(run.queuedAt) >= Date.parse(filter.since)) &&
    (filter.until === undefined || Date.parse(run.queuedAt) < Date.parse(filter.until)) &&
    hasText
  )
}

describe('list', () => {
  it('answers exactly the runs a filter asks for, newest first, in pages without gap or repeat', () => {
    fc.assert(
      fc.property(
        fc.array(someRun, { maxLength: 25 }),
        fc.array(someFilter, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        (runs, filters, limit) => {
          const database = newDatabase()
          const store = newRunStore(database)
          database.exec('BEGIN')
          const made = runs.map(({ jobId, jobName, trigger, second, ...end }) => {
            const { id } = store.create(newRun({ jobId, jobName, trigger, queuedAt: instant(second) }))
            return store.update(id, end)
          })
          database.exec('COMMIT')
          // Sorting is stable: of runs queued together, the one made last is the newest.
          const newestFirst = made.reverse().sort((a, b) => Date.parse(b.queuedAt) - Date.parse(a.queuedAt))
          for (const filter of filters) {
            const listed: string[] = []
            let cursor: string | undefined
            do {
              const page = store.list(filter, { limit, cursor })
              expect(page.runs.length).toBeLessThanOrEqual(limit)
              listed.push(...page.runs.map(({ id }) => id))
              cursor = page.next ?? undefined
            } while (cursor !== undefined)
            const wanted = newestFirst.filter((run) => matches(run, filter)).map(({ id }) => id)
            expect(listed).toEqual(wanted)
            const counted = store.count(filter)
            expect([counted.count, counted.newer]).toEqual([wanted.length, 0])
            for (const skip of [1, limit, wanted.length]) {
              const page = store.list(filter, { limit, skip, cursor: counted.cursor })
              expect(page.runs.map(({ id }) => id)).toEqual(wanted.slice(skip, skip + limit))
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 300_000)

  it('keeps a page in its place while new runs come in', () => {
    const store = newRunStore()
    for (let minute = 0; minute < 6; minute++)
      store.create(newRun({ queuedAt: `2026-11-20T02:0${minute}:00.000Z` }))
    const first = store.list({}, { limit: 3 })
    store.create(newRun({ queuedAt: '2026-11-20T03:00:00.000Z' }))
    const second = store.list({}, { limit: 3, cursor: first.next! })
    expect(second.runs.map(({ number }) => number)).toEqual([3, 2, 1])
    expect(second.next).toBeNull()
  })

  it('counts what came after a cursor apart, and lists from it as if nothing had', () => {
    const store = newRunStore()
    expect(store.count({})).toMatchObject({ count: 0, newer: 0 })
    for (let minute = 0; minute < 4; minute++)
      store.create(newRun({ queuedAt: `2026-11-20T02:0${minute}:00.000Z` }))
    const { cursor, count } = store.count({})
    expect(count).toBe(4)
    store.create(newRun({ queuedAt: '2026-11-20T03:00:00.000Z' }))
    store.create(newRun({ queuedAt: '2026-11-20T03:00:00.000Z', jobId: 'other' }))
    expect(store.count({}, cursor)).toEqual({ count: 4, newer: 2, cursor })
    expect(store.count({ jobId: 'other', state: ['queued'] }, cursor)).toEqual({ count: 0, newer: 1, cursor })
    expect(store.count({ text: 'nightly' }, cursor)).toEqual({ count: 4, newer: 2, cursor })
    const page = store.list({}, { limit: 2, skip: 1, cursor })
    expect(page.runs.map(({ number }) => number)).toEqual([3, 2])
    expect(store.list({}, { limit: 2, skip: 9, cursor })).toEqual({ runs: [], next: null })
  })

  it('finds runs by error, branch and commit, and forgets what was replaced', () => {
    const store = newRunStore()
    const { id } = store.create(newRun({ jobName: 'Chores' }))
    store.update(id, {
      error: { code: 'exit-code', message: 'The container ran out of memory.', hint: null },
      branches: [{ name: 'agent/till-repair', commit: 'c0ffee1234', commits: 1, pushed: true, error: null }],
      commits: [{ sha: 'deadbeef99', branch: 'agent/till-repair', subject: 'Déjà vu in the parser' }],
    })
    const found = (text: string) => store.list({ text }, { limit: 5 }).runs.map((run) => run.id)
    for (const text of [
      'chores',
      'out of MEM',
      'till',
      'agent/till-repair',
      'c0ffee',
      'deadbe',
      'deja',
      'PARSER chor',
    ]) {
      expect([text, found(text)]).toEqual([text, [id]])
    }
    expect(found('repairs')).toEqual([])
    store.update(id, { error: null })
    expect(found('memory')).toEqual([])
    expect(found('till')).toEqual([id])
  })

  it('finds a rare word behind many runs that begin alike', () => {
    const database = newDatabase()
    const store = newRunStore(database)
    database.exec('BEGIN')
    const { id } = store.create(newRun({ jobName: 'reviewer', queuedAt: '2026-01-01T00:00:00.000Z' }))
    for (let index = 0; index < 800; index++) store.create(newRun({ jobId: 'x', jobName: 'review' }))
    database.exec('COMMIT')
    expect(store.list({ text: 'reviewer' }, { limit: 50 }).runs.map((run) => run.id)).toEqual([id])
  })

  it('takes words for words, whatever the query language of the database makes of them', () => {
    const store = newRunStore()
    store.create(newRun())
    for (const text of ['"', 'a AND', 'NEAR(', 'words:x', "'; DROP TABLE runs", '-nightly*', '^', '(']) {
      expect(() => store.list({ text }, { limit: 5 })).not.toThrow()
    }
    expect(store.list({ text: '-nightly*' }, { limit: 5 }).runs).toHaveLength(1)
  })

  it('gives more than 2,048 runs of one millisecond their places in order', () => {
    const database = newDatabase()
    const store = newRunStore(database)
    database.exec('BEGIN')
    for (let index = 0; index < 2100; index++) store.create(newRun())
    database.exec('COMMIT')
    const listed = [store.list({}, { limit: 2000 })]
    listed.push(store.list({}, { limit: 2000, cursor: listed[0]!.next! }))
    const numbers = listed.flatMap(({ runs }) => runs.map(({ number }) => number))
    expect(numbers).toEqual(Array.from({ length: 2100 }, (_, index) => 2100 - index))
  })

  it('refuses a cursor that it did not write', () => {
    const store = newRunStore()
    for (const cursor of ['', 'x', 'r1:5', Buffer.from('r1:1; DROP').toString('base64url')]) {
      expect(() => store.list({}, { limit: 5, cursor })).toThrowError(
        expect.objectContaining({ code: 'cursor-invalid' }),
      )
    }
  })

  it.each<[string, RunFilter]>([
    ['nothing', {}],
    ['a job', { jobId: 'a' }],
    ['an outcome', { outcome: ['failed'] }],
    ['a job and an outcome', { jobId: 'a', outcome: ['failed'] }],
    ['a verdict', { verdict: ['worked'] }],
    ['a state', { state: ['running'] }],
    ['a trigger', { trigger: ['manual'] }],
    ['a time', { since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }],
  ])('walks an index for a filter by %s instead of sorting', (_name, filter) => {
    const database = newDatabase()
    const { sql, values } = runListQuery(filter, 50, 1)
    const plan = database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map((row) => String(row.detail))
    expect(plan).toEqual([expect.stringMatching(/^SEARCH runs USING/)])
  })
})
