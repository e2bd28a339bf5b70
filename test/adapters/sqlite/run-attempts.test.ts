import { describe, expect, it } from 'vitest'
import { newRun, newRunStore } from './sample-runs.ts'

const tokens = { input: 1, output: 20, cacheRead: 300, cacheCreation: 4000 }

describe('attempts', () => {
  it('are linked, wait for their time, and are not active meanwhile', () => {
    const store = newRunStore()
    const first = store.create(newRun())
    expect(first).toMatchObject({ retryOf: null, notBeforeAt: null })
    expect(store.findRetryOf(first.id)).toBeNull()
    const second = store.create(
      newRun({ attempt: 2, retryOf: first.id, notBeforeAt: '2026-11-20T02:01:00.000Z' }),
    )
    expect(store.findRetryOf(first.id)).toEqual(second)
    expect(store.list({}, { limit: 1 }).runs[0]).toMatchObject({
      retryOf: first.id,
      notBeforeAt: '2026-11-20T02:01:00.000Z',
    })
    expect(store.activeCounts()).toEqual(new Map([['nightly-review', 1]]))
    store.update(second.id, { notBeforeAt: null })
    expect(store.activeCounts()).toEqual(new Map([['nightly-review', 2]]))
  })

  it('answer the newest retry of several', () => {
    const store = newRunStore()
    const first = store.create(newRun())
    store.create(newRun({ retryOf: first.id }))
    const newest = store.create(newRun({ retryOf: first.id, queuedAt: '2026-11-21T02:00:00.000Z' }))
    expect(store.findRetryOf(first.id)?.id).toBe(newest.id)
  })
})

describe('what was spent', () => {
  it('counts runs by the moment they began, of one job or of all, rehearsals left out', () => {
    const store = newRunStore()
    const spend = (
      changes: Parameters<typeof newRun>[0],
      startedAt: string | null,
      costUsd: number | null,
    ) => {
      const run = store.create(newRun(changes))
      store.update(run.id, { startedAt, costUsd, ...(costUsd === null ? {} : { tokens }) })
    }
    const midnight = '2026-11-20T00:00:00.000Z'
    spend({}, '2026-11-20T02:00:00.000Z', 1.5)
    spend({ jobId: 'other' }, '2026-11-20T03:00:00.000Z', 0.25)
    spend({ queuedAt: '2026-11-19T22:00:00.000Z' }, '2026-11-19T23:59:59.999Z', 8)
    spend({ queuedAt: '2026-11-14T22:00:00.000Z' }, midnight, 0.125)
    spend({ rehearsal: true }, '2026-11-20T02:00:00.000Z', 16)
    spend({}, null, null)
    expect(store.spentSince(midnight)).toEqual({ usd: 1.875, tokens: 3 * 4321 })
    expect(store.spentSince('2026-11-20T01:00:00+01:00', 'nightly-review')).toEqual({
      usd: 1.625,
      tokens: 2 * 4321,
    })
    expect(store.spentSince('2026-11-21T00:00:00Z')).toEqual({ usd: 0, tokens: 0 })
  })
})
