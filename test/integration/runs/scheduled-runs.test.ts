import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import type { Slot } from '../../../contract/index.ts'
import { openTestOven, type TestOven } from '../../support/open-test-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'

let oven: TestOven
let image: string

beforeAll(async () => {
  image = await ensureTinyImage()
  oven = await openTestOven()
})
afterAll(async () => {
  await oven.close()
})

async function slotsWhen(
  jobId: string,
  enough: (slots: Slot[]) => boolean,
  withinMs: number,
): Promise<Slot[]> {
  const until = Date.now() + withinMs
  for (;;) {
    const slots = oven.services.slots.list({ jobId, limit: 100 })
    if (enough(slots) || Date.now() > until) return slots
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const ran = (slots: Slot[]) => slots.filter((slot) => slot.state === 'ran')

test('a job due every other second leaves a slot for each of its seconds, and each ran once', async () => {
  oven.add({ id: 'ticking', image, command: ['true'], schedule: { type: 'cron', cron: '*/2 * * * * *' } })
  const slots = await slotsWhen('ticking', (all) => ran(all).length >= 4, 100_000)
  oven.services.jobs.disable('ticking')
  expect(ran(slots).length).toBeGreaterThanOrEqual(4)
  const due = slots.map((slot) => Date.parse(slot.dueAt)).sort((a, b) => a - b)
  for (let index = 1; index < due.length; index += 1) expect(due[index]! - due[index - 1]!).toBe(2000)
  const runIds = slots.map((slot) => slot.runId)
  expect(new Set(runIds).size).toBe(runIds.length)
  for (const slot of ran(slots)) {
    const run = oven.services.history.show(slot.runId!)
    expect(run).toMatchObject({ trigger: 'schedule', dueAt: slot.dueAt })
    expect(Date.parse(run.queuedAt) - Date.parse(slot.dueAt)).toBeLessThan(30_000)
  }
})

test('a job due the next minute runs then, on the real clock', async () => {
  oven.add({ id: 'minutely', image, command: ['true'], schedule: { type: 'cron', cron: '* * * * *' } })
  const { nextDueAt } = oven.services.jobs.show('minutely')
  const [slot] = await slotsWhen('minutely', (all) => ran(all).length > 0, 150_000)
  expect(slot).toMatchObject({ state: 'ran', cause: null, dueAt: nextDueAt })
  expect(Date.parse(slot!.dueAt) % 60_000).toBe(0)
})

test('a slot that comes while its job still runs is skipped, and says why', async () => {
  oven.add({
    id: 'overlapping',
    image,
    command: ['sleep', '600'],
    overlap: 'skip',
    schedule: { type: 'cron', cron: '* * * * * *' },
  })
  const slots = await slotsWhen('overlapping', (all) => all.some((slot) => slot.state === 'skipped'), 100_000)
  oven.services.jobs.disable('overlapping')
  expect(slots.find((slot) => slot.state === 'skipped')).toMatchObject({ cause: 'overlap', runId: null })
  const active = oven.services.history.list({ jobId: 'overlapping' }, { limit: 10 }).runs
  expect(active).toHaveLength(1)
  oven.services.runs.cancel(active[0]!.id)
  await oven.finished(active[0]!.id)
})

test('editing, enabling and disabling a job never starts it', async () => {
  oven.add({ id: 'edited', image, command: ['true'], schedule: { type: 'cron', cron: '0 0 1 1 *' } })
  oven.services.jobs.update('edited', { schedule: { type: 'cron', cron: '0 0 1 * *' } })
  oven.services.jobs.disable('edited')
  oven.services.jobs.enable('edited')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(oven.services.history.list({ jobId: 'edited' }, { limit: 10 }).runs).toEqual([])
  expect(oven.services.slots.list({ jobId: 'edited', limit: 10 })).toEqual([])
})

test('what came due while no host ran is made up for, one after another where the job wants all of it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'oven-away-'))
  const minute = (new Date().getUTCMinutes() + 30) % 60
  const schedule = { type: 'cron', cron: `${minute} * * * *`, timezone: 'UTC' }
  let away = await openTestOven({ home })
  away.add({ id: 'all', image, command: ['sleep', '1'], overlap: 'skip', catchUp: 'all', schedule })
  away.add({ id: 'latest', image, command: ['true'], schedule })
  away.add({ id: 'none', image, command: ['true'], catchUp: 'skip', schedule })
  await away.close()
  lookedAt(join(home, 'oven.db'), new Date(Date.now() - 3 * 3_600_000))
  away = await openTestOven({ home })
  try {
    const settled = () => away.services.slots.list({ limit: 100 })
    await expect
      .poll(() => settled().filter(({ state }) => state !== 'claimed').length, { timeout: 60_000 })
      .toBe(9)
    const ends = (jobId: string) =>
      settled()
        .filter((slot) => slot.jobId === jobId)
        .map(({ state, cause }) => [state, cause])
    expect(ends('all')).toEqual([
      ['late', 'quit'],
      ['late', 'quit'],
      ['late', 'quit'],
    ])
    expect(ends('latest')).toEqual([
      ['late', 'quit'],
      ['missed', 'quit'],
      ['missed', 'quit'],
    ])
    expect(ends('none')).toEqual([
      ['missed', 'quit'],
      ['missed', 'quit'],
      ['missed', 'quit'],
    ])
    const { runs } = away.services.history.list({ jobId: 'all' }, { limit: 10 })
    const inOrder = await Promise.all(runs.reverse().map((run) => away.finished(run.id)))
    expect(inOrder.map(({ dueAt }) => dueAt)).toEqual(inOrder.map(({ dueAt }) => dueAt).sort())
    for (const [index, run] of inOrder.entries()) {
      expect([run.trigger, run.outcome]).toEqual(['catch-up', 'succeeded'])
      if (index > 0) expect(run.queuedAt >= inOrder[index - 1]!.finishedAt!).toBe(true)
    }
  } finally {
    await away.close()
    rmSync(home, { recursive: true, force: true })
  }
})

/** As if the last host had quit then. */
function lookedAt(path: string, instant: Date): void {
  const database = openDatabase(path)
  const slots = new SqliteSlotStore({ database })
  const lookedUntil = instant.toISOString()
  slots.writeCursors(
    [...slots.readCursors().values()].map((cursor) => ({ ...cursor, lookedUntil, nextDueAt: lookedUntil })),
  )
  database.close()
}
