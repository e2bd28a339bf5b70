import { afterEach, expect, test, vi } from 'vitest'
import { createEngineOnDemand } from '../../electron/engine-on-demand.ts'
import type { OvenAtWork, OvenClient } from '../../electron/oven-glance.ts'

let close = () => {}
afterEach(() => close())

function ovenWith({ starter = true, dueInMs = null as number | null, fails = false } = {}) {
  let nowMs = Date.UTC(2026, 0, 5, 2)
  const startedMs = nowMs
  const starts: number[] = []
  const logged: unknown[] = []
  const client = {
    slots: {
      upcoming: async ({ until }: { until: string }) =>
        dueInMs !== null && startedMs + dueInMs <= Date.parse(until) ? [{ jobId: 'nightly' }] : [],
    },
    engine: {
      show: async () => ({ starter: starter ? { name: 'Colima', command: 'colima start' } : null }),
      start: async () => {
        starts.push(nowMs)
        if (fails) throw new Error('Colima could not be started.')
        return (async function* () {
          yield { text: 'The engine is up', done: true }
        })()
      },
    },
  } as unknown as OvenClient
  const demand = createEngineOnDemand({
    client: () => client,
    now: () => nowMs,
    log: (_message, error) => logged.push(error),
  })
  close = demand.close
  const tell = async (changes: Partial<Omit<OvenAtWork, 'desktop'>> & { wished?: boolean }) => {
    const { wished = true, ...known } = changes
    const desktop = { startEngine: wished } as OvenAtWork['desktop']
    demand.update({ activeRuns: 0, isEngineDown: true, ...known, desktop })
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { tell, starts, logged, later: (ms: number) => (nowMs += ms) }
}

test('an engine that is down is started for a run that waits', async () => {
  const { tell, starts } = ovenWith()
  await tell({ activeRuns: 1 })
  expect(starts).toHaveLength(1)
})

test('and for one that is due within ten minutes, no earlier', async () => {
  const soon = ovenWith({ dueInMs: 9 * 60_000 })
  await soon.tell({})
  expect(soon.starts).toHaveLength(1)
  close()
  const late = ovenWith({ dueInMs: 11 * 60_000 })
  await late.tell({})
  expect(late.starts).toEqual([])
})

test.each([
  ['nobody wishes it', {}, { activeRuns: 1, wished: false }],
  ['it is up', {}, { activeRuns: 1, isEngineDown: false }],
  ['nothing needs it', {}, {}],
  ['the oven cannot start one', { starter: false }, { activeRuns: 1 }],
])('it is left alone when %s', async (_why, oven, known) => {
  const { tell, starts } = ovenWith(oven)
  await tell(known)
  expect(starts).toEqual([])
})

test('one that fails to start is tried again only after a quarter of an hour', async () => {
  const { tell, starts, logged, later } = ovenWith({ fails: true })
  await tell({ activeRuns: 1 })
  await tell({ activeRuns: 1 })
  expect(starts).toHaveLength(1)
  expect(String(logged[0])).toContain('Colima could not be started.')
  later(16 * 60_000)
  await tell({ activeRuns: 1 })
  expect(starts).toHaveLength(2)
})

test('it keeps looking while nothing changes', async () => {
  vi.useFakeTimers()
  const { tell, starts, later } = ovenWith({ dueInMs: 30 * 60_000 })
  void tell({})
  await vi.advanceTimersByTimeAsync(60_000)
  expect(starts).toEqual([])
  later(25 * 60_000)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(starts).toHaveLength(1)
  vi.useRealTimers()
})
