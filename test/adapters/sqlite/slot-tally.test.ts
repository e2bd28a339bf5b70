import { describe, expect, it } from 'vitest'
import { tallyQuery } from '../../../adapters/sqlite/slot-tally-query.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import { newDatabase } from './sample-runs.ts'

const at = '2026-11-20T09:00:00.000Z'
const hours = [2, 3, 4].map((hour) => ({
  from: `2026-11-20T0${hour}:00:00Z`,
  until: `2026-11-20T0${hour + 1}:00:00Z`,
}))
const due = (hour: number, minute: number) => `2026-11-20T0${hour}:${String(minute).padStart(2, '0')}:00.000Z`

function filled() {
  const database = newDatabase()
  const store = new SqliteSlotStore({ database })
  store.record(
    Array.from({ length: 60 }, (_, minute) => ({
      jobId: 'beat',
      dueAt: due(3, minute),
      state: minute % 2 === 0 ? ('ran' as const) : ('missed' as const),
      cause: minute % 2 === 0 ? null : ('asleep' as const),
    })),
    at,
  )
  store.record([{ jobId: 'nightly', dueAt: due(2, 0), state: 'skipped', cause: 'auth' }], at)
  store.claim([{ jobId: 'nightly', dueAt: due(2, 30) }], at)
  store.record([{ jobId: 'nightly', dueAt: due(5, 0), state: 'ran', cause: null }], at)
  return { database, store }
}

describe('tally', () => {
  it('counts slots by hour and state, and names those of hours with few', () => {
    const { store } = filled()
    const [two, three, four] = store.tally(hours, { each: 2 })
    expect(two).toMatchObject({
      counts: { skipped: 1, claimed: 1 },
      slots: [
        { jobId: 'nightly', dueAt: due(2, 0), cause: 'auth' },
        { jobId: 'nightly', dueAt: due(2, 30), state: 'claimed' },
      ],
    })
    expect(three).toEqual({ counts: { ran: 30, missed: 30 }, slots: [] })
    expect(four).toEqual({ counts: {}, slots: [] })
  })

  it('counts what a filter leaves', () => {
    const { store } = filled()
    const counts = (filter: Parameters<typeof store.tally>[1]) =>
      store.tally(hours, filter).map((hour) => hour.counts)
    expect(counts({ each: 0, jobId: 'nightly' })).toEqual([{ skipped: 1, claimed: 1 }, {}, {}])
    expect(counts({ each: 0, state: ['missed'] })).toEqual([{}, { missed: 30 }, {}])
    expect(counts({ each: 0, cause: ['auth', 'asleep'] })).toEqual([{ skipped: 1 }, { missed: 30 }, {}])
    expect(counts({ each: 0, jobId: 'nightly', state: ['claimed'] })).toEqual([{ claimed: 1 }, {}, {}])
    expect(store.tally(hours, { each: 1, jobId: 'nightly', state: ['claimed'] })[0]!.slots).toHaveLength(1)
  })

  it.each([[{}], [{ jobId: 'a' }], [{ jobId: 'a', state: ['missed' as const] }]])(
    'walks an index for %o',
    (filter) => {
      const { database } = filled()
      const { counting } = tallyQuery(filter)
      const plan = database
        .prepare(`EXPLAIN QUERY PLAN ${counting.sql}`)
        .all('[]', ...counting.values)
        .map((row) => String(row.detail))
        .filter((detail) => detail.includes('slots'))
      expect(plan.length).toBeGreaterThan(0)
      for (const detail of plan) expect(detail).toMatch(/^SEARCH slots USING .*due_at>\? AND due_at<\?/)
    },
  )
})

describe('list', () => {
  it('goes on after a slot, also among those of one moment', () => {
    const store = new SqliteSlotStore({ database: newDatabase() })
    const jobs = ['a', 'b', 'c', 'd', 'e']
    store.record(
      jobs.flatMap((jobId) =>
        [2, 3].map((hour) => ({ jobId, dueAt: due(hour, 0), state: 'ran' as const, cause: null })),
      ),
      at,
    )
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = store.list({ limit: 3, ...(cursor !== undefined && { cursor }) })
      seen.push(...page.map((slot) => `${slot.dueAt.slice(11, 13)}${slot.jobId}`))
      const last = page.at(-1)
      if (last === undefined) break
      cursor = `${last.dueAt} ${last.jobId}`
    }
    expect(seen).toEqual(['03e', '03d', '03c', '03b', '03a', '02e', '02d', '02c', '02b', '02a'])
  })

  it('keeps to causes', () => {
    const { store } = filled()
    expect(store.list({ cause: ['auth'], limit: 5 }).map(({ jobId }) => jobId)).toEqual(['nightly'])
    expect(store.list({ cause: ['auth'], jobId: 'beat', limit: 5 })).toEqual([])
  })
})
