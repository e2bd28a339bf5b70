import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import { Slot, type SlotState } from '../../../contract/index.ts'
import type { ScheduleCursor } from '../../../core/ports/slot-store.ts'
import { tempFolder } from '../files/temp-folder.ts'
import { newDatabase } from './sample-runs.ts'

const at = '2026-11-20T02:00:05.000Z'
const due = (minute: number) => `2026-11-20T02:${String(minute).padStart(2, '0')}:00.000Z`
const newStore = () => new SqliteSlotStore({ database: newDatabase() })

describe('SqliteSlotStore', () => {
  it('answers a claimed moment once, in the order asked, over restarts and however it is written', () => {
    const path = join(tempFolder(), 'oven.db')
    const first = openDatabase(path)
    const wanted = [
      { jobId: 'b', dueAt: due(1) },
      { jobId: 'a', dueAt: due(1) },
      { jobId: 'b', dueAt: due(1) },
    ]
    expect(new SqliteSlotStore({ database: first }).claim(wanted, at)).toEqual(wanted.slice(0, 2))
    first.close()
    const second = openDatabase(path)
    const store = new SqliteSlotStore({ database: second })
    const again = [
      ...wanted,
      { jobId: 'a', dueAt: '2026-11-20T03:01:00+01:00' },
      { jobId: 'a', dueAt: '2026-11-20T02:02:00Z' },
    ]
    expect(store.claim(again, at)).toEqual([{ jobId: 'a', dueAt: '2026-11-20T02:02:00Z' }])
    expect(store.claim([], at)).toEqual([])
    second.close()
  })

  it('lets two connections claim a moment once between them', () => {
    const path = join(tempFolder(), 'oven.db')
    const databases = [openDatabase(path), openDatabase(path)]
    const slots = Array.from({ length: 50 }, (_, minute) => ({ jobId: 'a', dueAt: due(minute) }))
    const claimed = databases.flatMap((database) => new SqliteSlotStore({ database }).claim(slots, at))
    expect(claimed).toEqual(slots)
    for (const database of databases) database.close()
  })

  it('leads a slot from its claim over its run to its end', () => {
    const store = newStore()
    store.claim(
      [
        { jobId: 'a', dueAt: due(1) },
        { jobId: 'a', dueAt: due(2) },
      ],
      at,
    )
    expect(store.orphans().map((slot) => slot.dueAt)).toEqual([due(1), due(2)])
    store.assignRun('a', due(1), 'run-1')
    expect(store.orphans()).toEqual([
      { jobId: 'a', dueAt: due(2), state: 'claimed', cause: null, runId: null, settledAt: null },
    ])
    store.settle('a', due(1), 'late', 'asleep', at)
    store.settle('a', due(2), 'skipped', 'overlap', at)
    expect(store.orphans()).toEqual([])
    const listed = store.list({ limit: 10 })
    expect(listed).toEqual([
      { jobId: 'a', dueAt: due(2), state: 'skipped', cause: 'overlap', runId: null, settledAt: at },
      { jobId: 'a', dueAt: due(1), state: 'late', cause: 'asleep', runId: 'run-1', settledAt: at },
    ])
    expect(listed.map((slot) => Slot.parse(slot))).toEqual(listed)
  })

  it('records missed moments and leaves known ones alone', () => {
    const store = newStore()
    store.claim([{ jobId: 'a', dueAt: due(1) }], at)
    store.record(
      [1, 2, 3].map((minute) => ({ jobId: 'a', dueAt: due(minute), state: 'missed', cause: 'quit' })),
      at,
    )
    expect(store.list({ limit: 10 }).map(({ state, cause }) => [state, cause])).toEqual([
      ['missed', 'quit'],
      ['missed', 'quit'],
      ['claimed', null],
    ])
    expect(store.claim([{ jobId: 'a', dueAt: due(2) }], at)).toEqual([])
  })

  it('lets a moment be claimed that a clock standing ahead has written off, and no other', () => {
    const store = newStore()
    const missed = (minute: number) =>
      ({ jobId: 'a', dueAt: due(minute), state: 'missed', cause: 'asleep' }) as const
    store.record([missed(1)], '2026-11-20T02:01:30.000Z')
    store.record([missed(30)], '2026-11-20T09:00:00.000Z')
    store.claim([{ jobId: 'a', dueAt: due(31) }], '2026-11-20T09:00:00.000Z')
    store.settle('a', due(31), 'missed', 'quit', '2026-11-20T09:00:01.000Z')
    const wanted = [1, 30, 31].map((minute) => ({ jobId: 'a', dueAt: due(minute) }))
    expect(store.claim(wanted, '2026-11-20T02:31:00.000Z')).toEqual([{ jobId: 'a', dueAt: due(30) }])
    expect(store.claim(wanted, '2026-11-20T02:31:00.000Z')).toEqual([])
    expect(store.list({ state: ['claimed'], limit: 10 })).toEqual([
      { jobId: 'a', dueAt: due(30), state: 'claimed', cause: null, runId: null, settledAt: null },
    ])
  })

  it('keeps the first cause of a late slot, and none of one that ran', () => {
    const store = newStore()
    store.claim(
      [1, 2, 3, 4].map((minute) => ({ jobId: 'a', dueAt: due(minute), cause: minute < 4 ? 'asleep' : null })),
      at,
    )
    store.settle('a', due(1), 'late', 'busy', at)
    store.settle('a', due(2), 'ran', null, at)
    store.settle('a', due(3), 'skipped', 'auth', at)
    store.settle('a', due(4), 'late', 'busy', at)
    expect(store.list({ limit: 10 }).map(({ state, cause }) => [state, cause])).toEqual([
      ['late', 'busy'],
      ['skipped', 'auth'],
      ['ran', null],
      ['late', 'asleep'],
    ])
  })

  it('lists exactly what is asked for, newest first', () => {
    const states: SlotState[] = ['claimed', 'ran', 'late', 'skipped', 'missed']
    const slot = fc.record({
      jobId: fc.constantFrom('a', 'b'),
      minute: fc.integer({ min: 0, max: 9 }),
      state: fc.constantFrom(...states),
    })
    const filter = fc.record(
      {
        jobId: fc.constantFrom('a', 'b', 'none'),
        state: fc.subarray([...states]),
        since: fc.integer({ min: 0, max: 9 }).map(due),
        until: fc.integer({ min: 0, max: 9 }).map(due),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(slot, { selector: ({ jobId, minute }) => `${jobId}${minute}`, maxLength: 15 }),
        fc.array(filter, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 8 }),
        (slots, filters, limit) => {
          const store = newStore()
          for (const { jobId, minute, state } of slots) {
            if (state === 'claimed') store.claim([{ jobId, dueAt: due(minute) }], at)
            else store.settle(jobId, due(minute), state, null, at)
          }
          for (const wanted of filters) {
            const expected = slots
              .map(({ minute, ...rest }) => ({ ...rest, dueAt: due(minute) }))
              .filter((each) => wanted.jobId === undefined || each.jobId === wanted.jobId)
              .filter((each) => !wanted.state?.length || wanted.state.includes(each.state))
              .filter((each) => wanted.since === undefined || each.dueAt >= wanted.since)
              .filter((each) => wanted.until === undefined || each.dueAt < wanted.until)
              .sort((a, b) => (`${a.dueAt}${a.jobId}` < `${b.dueAt}${b.jobId}` ? 1 : -1))
              .slice(0, limit)
            const listed = store.list({ ...wanted, limit })
            expect(listed.map(({ jobId, dueAt, state }) => ({ jobId, dueAt, state }))).toEqual(
              expected.map(({ jobId, dueAt, state }) => ({ jobId, dueAt, state })),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 300_000)

  it('remembers the schedules it has seen', () => {
    const store = newStore()
    const a = { jobId: 'a', fingerprint: 'f1', lookedUntil: due(1), nextDueAt: due(5) }
    const b = { jobId: 'b', fingerprint: 'f2', lookedUntil: due(2), nextDueAt: null }
    store.writeCursors([a, b])
    store.writeCursors([{ ...a, fingerprint: 'f3' }])
    store.writeCursors([])
    expect(store.readCursors()).toEqual(
      new Map<string, ScheduleCursor>([
        ['a', { ...a, fingerprint: 'f3' }],
        ['b', b],
      ]),
    )
    store.removeCursor('a')
    expect([...store.readCursors().keys()]).toEqual(['b'])
  })

  it('claims a thousand moments in one short transaction', () => {
    const store = newStore()
    const durations = Array.from({ length: 7 }, (_, minute) => {
      const slots = Array.from({ length: 1000 }, (_each, job) => ({
        jobId: `job-${job}`,
        dueAt: due(minute),
      }))
      const began = performance.now()
      expect(store.claim(slots, at)).toHaveLength(1000)
      return performance.now() - began
    }).sort((a, b) => a - b)
    // Takes 3 ms; the bound is for a machine that does other things, and far below one transaction each.
    expect(durations[0]).toBeLessThan(30)
  })

  it('leaves the write-ahead log to the next write, after a claim and after a refused one', () => {
    const database = newDatabase()
    const store = new SqliteSlotStore({ database })
    const checkpointPages = () => database.prepare('PRAGMA wal_autocheckpoint').get()
    const before = checkpointPages()
    store.claim([{ jobId: 'a', dueAt: due(1) }], at)
    expect(checkpointPages()).toEqual(before)
    expect(() => store.claim([{ jobId: 'a', dueAt: 'soon' }], at)).toThrow()
    expect(checkpointPages()).toEqual(before)
  })

  it('refuses a moment that is none', () => {
    expect(() => newStore().claim([{ jobId: 'a', dueAt: 'soon' }], at)).toThrowError(
      expect.objectContaining({ code: 'instant-invalid' }),
    )
  })
})
