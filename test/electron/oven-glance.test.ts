import { expect, onTestFinished, test, vi } from 'vitest'
import type { AttentionItem, Change, RunSummary, Status } from '../../contract/index.ts'
import { glanceAtOven, type OvenClient } from '../../electron/oven-glance.ts'
import { watchOven } from '../../electron/watch-oven.ts'

interface Oven {
  pause: Status['pause']
  showRunCount: boolean
  attention: Partial<AttentionItem>[]
  runs: Partial<RunSummary>[]
  looks: number
}

/** An oven that answers from a table, and says that something changed when `change` is called. */
function ovenWith(known: Partial<Oven>) {
  const oven: Oven = { pause: null, showRunCount: false, attention: [], runs: [], looks: 0, ...known }
  let wakeUp = () => {}
  const client = {
    status: {
      show: async () => {
        oven.looks += 1
        return { pause: oven.pause }
      },
    },
    settings: { show: async () => ({ settings: { desktop: { showRunCount: oven.showRunCount } } }) },
    attention: { list: async () => oven.attention },
    runs: {
      list: async ({ state }: { state: string[] }) => ({
        runs: oven.runs.filter((run) => state.includes(String(run.state))),
      }),
    },
    changes: {
      watch: async (_input: unknown, { signal }: { signal: AbortSignal }) =>
        (async function* (): AsyncGenerator<Change> {
          signal.addEventListener('abort', () => wakeUp())
          while (!signal.aborted) {
            await new Promise<void>((resolve) => {
              wakeUp = resolve
            })
            yield { type: 'engine', seq: 1 }
          }
        })(),
    },
  } as unknown as OvenClient
  return { oven, client, change: () => wakeUp() }
}

test('runs at work are told, without those that wait to be tried again', async () => {
  const run = (number: number, fields: Partial<RunSummary>) => ({ jobName: 'nightly', number, ...fields })
  const { client } = ovenWith({
    runs: [
      run(4, { state: 'running' }),
      run(5, { state: 'queued', notBeforeAt: '2026-03-01T03:00:00Z' }),
      run(3, { state: 'finished' }),
    ],
  })
  expect((await glanceAtOven(client)).activeRuns).toEqual(['nightly #4'])
})

test('what needs the user is told, what may come to nothing is not', async () => {
  const { client } = ovenWith({
    attention: [
      { kind: 'run-failed', title: 'nightly #3 failed' },
      { kind: 'job-at-risk', title: 'weekly may not run' },
      { kind: 'login-ending', title: 'The Claude login may not last' },
    ],
  })
  expect((await glanceAtOven(client)).attention).toEqual(['nightly #3 failed'])
})

test('a pause and the wish for a number are passed on', async () => {
  const pause = { since: '2026-03-01T03:00:00Z', until: null }
  expect(await glanceAtOven(ovenWith({ pause, showRunCount: true }).client)).toMatchObject({
    pause,
    showsCount: true,
  })
})

test('a burst of changes costs one look, and none comes after the end', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { oven, client, change } = ovenWith({})
  const seen: unknown[] = []
  const watch = watchOven({
    client,
    onGlance: (glance) => seen.push(glance),
    log: (message, error) => seen.push([message, error]),
  })
  await vi.advanceTimersByTimeAsync(250)
  expect(oven.looks).toBe(1)
  for (let count = 0; count < 20; count++) {
    change()
    await vi.advanceTimersByTimeAsync(2)
  }
  await vi.advanceTimersByTimeAsync(300)
  expect(oven.looks).toBe(2)
  watch.stop()
  change()
  await vi.advanceTimersByTimeAsync(250)
  expect(oven.looks).toBe(2)
  const calm = { activeRuns: [], attention: [], pause: null, showsCount: false }
  expect(seen).toEqual([expect.objectContaining(calm), expect.objectContaining(calm)])
})
