import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Change, RunSummary, Status } from '../../contract/index.ts'
import { glanceAtOven, type OvenClient } from '../../electron/oven-glance.ts'
import { watchOven } from '../../electron/watch-oven.ts'

const up = { status: 'up' } as Status['engine']
const down: Status['engine'] = { status: 'down', reason: 'No container engine answers.', hint: null }

interface Oven {
  engine: Status['engine']
  warnings: string[]
  enabledJobs: number
  runs: Partial<RunSummary>[]
  looks: number
}

/** An oven that answers from a table, and says that something changed when `change` is called. */
function ovenWith(known: Partial<Oven>) {
  const oven: Oven = { engine: up, warnings: [], enabledJobs: 1, runs: [], looks: 0, ...known }
  let wakeUp = () => {}
  const client = {
    status: {
      show: async () => {
        oven.looks += 1
        return { engine: oven.engine, warnings: oven.warnings, counts: { enabledJobs: oven.enabledJobs } }
      },
    },
    runs: {
      list: async ({ state, outcome }: { state?: string[]; outcome?: string[] }) => ({
        runs: oven.runs.filter((run) =>
          state === undefined ? outcome?.includes(String(run.outcome)) : state.includes(String(run.state)),
        ),
      }),
    },
    changes: {
      watch: async (_input: unknown, { signal }: { signal: AbortSignal }) =>
        (async function* (): AsyncGenerator<Change> {
          signal.addEventListener('abort', () => wakeUp())
          while (!signal.aborted) {
            await new Promise<void>((resolve) => (wakeUp = resolve))
            yield { type: 'engine', seq: 1 }
          }
        })(),
    },
  } as unknown as OvenClient
  return { oven, client, change: () => wakeUp() }
}

const run = (number: number, fields: Partial<RunSummary>): Partial<RunSummary> => ({
  jobName: 'nightly',
  number,
  state: 'finished',
  outcome: null,
  finishedAt: null,
  ...fields,
})

test('runs under way and failures nobody has seen are told', async () => {
  const { client } = ovenWith({
    runs: [
      run(4, { state: 'running' }),
      run(3, { outcome: 'timed-out', finishedAt: '2026-03-01T03:00:00Z' }),
      run(2, { outcome: 'failed', finishedAt: '2026-03-01T02:00:00Z' }),
      run(1, { outcome: 'failed', finishedAt: '2026-02-28T02:00:00Z' }),
    ],
  })
  expect(await glanceAtOven(client, '2026-03-01T00:00:00Z')).toEqual({
    activeRuns: ['nightly #4'],
    attention: ['nightly #3 ran out of time', 'nightly #2 failed'],
  })
})

test('an engine that is down needs the user only when a job needs the engine', async () => {
  const needed = await glanceAtOven(ovenWith({ engine: down }).client, '')
  expect(needed.attention).toEqual(['No container engine answers.'])
  const unneeded = await glanceAtOven(ovenWith({ engine: down, enabledJobs: 0 }).client, '')
  expect(unneeded.attention).toEqual([])
})

test('warnings are told', async () => {
  const { attention } = await glanceAtOven(ovenWith({ warnings: ['jobs.json was kept aside.'] }).client, '')
  expect(attention).toEqual(['jobs.json was kept aside.'])
})

test('a burst of changes costs one look, and none comes after the end', async () => {
  const { oven, client, change } = ovenWith({})
  const seen: unknown[] = []
  const watch = watchOven({
    client,
    seenUntil: () => '',
    onGlance: (glance) => seen.push(glance),
    log: (message, error) => seen.push([message, error]),
  })
  await sleep(250)
  expect(oven.looks).toBe(1)
  for (let count = 0; count < 20; count++) {
    change()
    await sleep(2)
  }
  await sleep(300)
  expect(oven.looks).toBe(2)
  watch.stop()
  watch.refresh()
  change()
  await sleep(250)
  expect(oven.looks).toBe(2)
  expect(seen).toEqual([
    { activeRuns: [], attention: [] },
    { activeRuns: [], attention: [] },
  ])
})
