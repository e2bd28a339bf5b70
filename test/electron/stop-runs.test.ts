import { expect, test } from 'vitest'
import type { OvenClient } from '../../electron/oven-glance.ts'
import { stopAllRuns } from '../../electron/stop-runs.ts'

interface Run {
  id: string
  /** How many more looks it takes to end once it is cancelled; null never ends. */
  looks: number | null
  notBeforeAt?: string
}

function ovenWith(runs: Run[]) {
  const cancelled: string[] = []
  const client = {
    runs: {
      list: async () => {
        const left = runs.filter(({ id, looks }) => !cancelled.includes(id) || looks === null || looks > 0)
        for (const run of runs) if (cancelled.includes(run.id) && run.looks !== null) run.looks -= 1
        return { runs: left }
      },
      cancel: async ({ runId }: { runId: string }) => {
        cancelled.push(runId)
        if (runId === 'ended') throw new Error('It has ended.')
      },
    },
  } as unknown as OvenClient
  return { client, cancelled }
}

test('all runs are cancelled and waited for, also when one has ended meanwhile', async () => {
  const { client, cancelled } = ovenWith([
    { id: 'slow', looks: 2 },
    { id: 'ended', looks: 0 },
  ])
  expect(await stopAllRuns({ client, withinMs: 50_000 })).toBe(0)
  expect(cancelled).toEqual(['slow', 'ended'])
})

test('one that waits for its next attempt is left to wait', async () => {
  const { client, cancelled } = ovenWith([{ id: 'later', looks: 0, notBeforeAt: '2026-01-05T03:00:00Z' }])
  expect(await stopAllRuns({ client, withinMs: 50_000 })).toBe(0)
  expect(cancelled).toEqual([])
})

test('a run that does not end is not waited for without end', async () => {
  const { client } = ovenWith([{ id: 'stubborn', looks: null }])
  expect(await stopAllRuns({ client, withinMs: 50 })).toBe(1)
})
