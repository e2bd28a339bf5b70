import { expect, test } from 'vitest'
import { openRunKitchen, type RunKitchen } from '../run-kitchen.ts'

const dueAt = '2026-03-10T12:00:00.000Z'
const slot = { jobId: 'job', dueAt }

function launch(kitchen: RunKitchen): Promise<void> {
  kitchen.slots.claim([slot], dueAt)
  return kitchen.service.launchSlots([slot], 'schedule')
}

/** Until `mend` is called, the call throws as a database on a full disk does. */
function breaking<Name extends string>(owner: Record<Name, unknown>, name: Name): () => void {
  const whole = owner[name]
  owner[name] = () => {
    throw new Error('database or disk is full')
  }
  return () => {
    owner[name] = whole
  }
}

const ledger = (kitchen: RunKitchen) =>
  kitchen.slots.list({ limit: 10 }).map(({ state, runId }) => ({ state, runId }))
const runsOf = (kitchen: RunKitchen) => kitchen.runs.list({ jobId: 'job' }, { limit: 10 }).runs

for (const [what, ownerOf, name] of [
  ['the run', (kitchen: RunKitchen) => kitchen.runs, 'create'],
  ['which run the slot has', (kitchen: RunKitchen) => kitchen.slots, 'assignRun'],
] as const) {
  test(`a slot whose launch could not write down ${what} is launched once there is room, once`, async () => {
    const kitchen = openRunKitchen()
    kitchen.addJob({ id: 'job' })
    const mend = breaking(ownerOf(kitchen) as unknown as Record<string, unknown>, name)
    const launched = launch(kitchen)
    await kitchen.clock.advance(1_000)
    await kitchen.clock.advance(2_000)
    expect(kitchen.scripted.containers.size).toBe(0)
    expect(kitchen.notices).toEqual(['"job" waits to be started: database or disk is full'])
    mend()
    await kitchen.clock.advance(4_000)
    const container = await kitchen.scripted.nextStart()
    container.end(0)
    await launched
    const [run, ...others] = runsOf(kitchen)
    expect(others).toEqual([])
    expect(run).toMatchObject({ state: 'finished', outcome: 'succeeded', dueAt })
    expect(ledger(kitchen)).toEqual([{ state: 'ran', runId: run!.id }])
  })
}

test('a host that leaves meanwhile leaves the slot to the next one', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  const mend = breaking(kitchen.runs as unknown as Record<string, unknown>, 'create')
  const launched = launch(kitchen)
  await kitchen.service.leave()
  mend()
  await kitchen.clock.advance(60_000)
  await launched
  expect(runsOf(kitchen)).toEqual([])
  expect(ledger(kitchen)).toEqual([{ state: 'claimed', runId: null }])
})

test('a job that is removed between two tries ends the run that was written down already', async () => {
  const kitchen = openRunKitchen()
  kitchen.addJob({ id: 'job' })
  const mend = breaking(kitchen.slots as unknown as Record<string, unknown>, 'assignRun')
  const launched = launch(kitchen)
  kitchen.removeJob('job')
  mend()
  await kitchen.clock.advance(1_000)
  await launched
  expect(runsOf(kitchen)).toMatchObject([{ state: 'finished', error: { code: 'job-removed' } }])
  expect(ledger(kitchen)).toMatchObject([{ state: 'skipped' }])
})
