import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Slot } from '../../../contract/index.ts'
import { removeContainersOf } from '../../support/host-fixture.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import {
  allRuns,
  type FaultHost,
  leftovers,
  readLog,
  startFaultHost,
  waitFor,
} from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { createChance, inForm } from '../support/form.ts'

const HOUR_MS = 3_600_000
const sets = inForm({ short: 3, long: 30 })
const preload = new URL('../support/movable-clock.mjs', import.meta.url).href

let home: string
let clockFile: string
let host: FaultHost
let image: string
let offsetMs = 0

beforeEach(async () => {
  image = await ensureTinyImage()
  home = mkdtempSync(join(tmpdir(), 'oven-clock-'))
  clockFile = join(home, 'clock')
  setClock(0)
  await start()
})
afterEach(async () => {
  await host.stop('SIGKILL')
  await removeContainersOf(home)
  rmSync(home, { recursive: true, force: true })
})

async function start(): Promise<void> {
  host = await startFaultHost({
    home,
    env: { NODE_OPTIONS: `--import=${preload}`, OVEN_TEST_CLOCK: clockFile },
  })
}

function setClock(ms: number): void {
  offsetMs = ms
  writeFileSync(clockFile, String(ms))
}

const hostNow = () => Date.now() + offsetMs
const slotsOf = (jobId: string) => host.client.slots.list({ jobId, limit: 1000 })
const iso = (ms: number) => new Date(ms).toISOString()

/** By the clock as it stands now; what it showed before may lie hours ahead in the ledger. */
const firedAround = (jobId: string, atMs: number) =>
  waitFor(
    `slots to fire around ${iso(atMs)}`,
    async () => {
      const span = { since: iso(atMs - HOUR_MS / 2), until: iso(atMs + HOUR_MS / 2) }
      const fired = await host.client.slots.list({ jobId, state: ['ran', 'late'], ...span })
      return fired.length > 0
    },
    60_000,
  )
const dueOf = (slots: Slot[]) => slots.map((slot) => slot.dueAt)

test(`the wall clock set back and forth by hours ${sets} times: no slot fires twice, and the oven goes on`, async () => {
  const chance = createChance('clock set')
  await host.add({
    id: 'ticking',
    image,
    command: ['true'],
    catchUp: 'skip',
    schedule: { type: 'cron', cron: '*/2 * * * * *', timezone: 'UTC' },
  })
  await host.add({
    id: 'counting',
    image,
    command: ['sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 1; done'],
  })
  for (let round = 0; round < sets; round += 1) {
    const { id } = await host.client.jobs.run({ id: 'counting' })
    await host.runWhen(id, (run) => run.startedAt !== null)
    setClock(chance.between(-12, 12) * HOUR_MS + chance.between(0, 1000))
    // A clock that is set is seen at the next look, within 30 s; saying so saves the test the wait.
    const setAt = hostNow()
    const run = await host.finished(id)
    expect(run).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
    expect(run.durationMs).toBeGreaterThan(2000)
    expect(run.durationMs).toBeLessThan(120_000)
    expect(readLog(home, run).toString()).toMatch(/line 1\nline 2\nline 3\n/)
    await firedAround('ticking', setAt)
  }
  await host.client.jobs.disable({ id: 'ticking' })
  await waitFor('the end of all runs', async () => (await host.client.status.show()).counts.activeRuns === 0)
  const runs = (await allRuns(host.client)).filter((run) => run.jobId === 'ticking')
  const slots = runs.flatMap((run) => run.dueAt ?? [])
  expect(new Set(slots).size).toBe(slots.length)
  const ledger = await slotsOf('ticking')
  expect(new Set(dueOf(ledger)).size).toBe(ledger.length)
  expect(ledger.filter((slot) => slot.state === 'claimed')).toEqual([])
  expect(leftovers(home)).toEqual([])
  keepFigures('clock-set', {
    title: 'The wall clock of a running host set back and forth by up to 12 hours',
    seed: chance.seed,
    figures: { times: sets, 'slots fired': slots.length, 'slots fired twice': 0, 'runs ended wrongly': 0 },
  })
})

test('the machine asleep for three hours: what was missed is told, one run makes up for it, the run goes on', async () => {
  await host.add({
    id: 'counting',
    image,
    command: ['sh', '-c', 'for i in 1 2 3 4 5; do echo line $i; sleep 1; done'],
  })
  // Neither before nor after the sleep is it due just then.
  const minute = new Date(hostNow() + 15 * 60_000).getUTCMinutes()
  await host.add({
    id: 'half-hourly',
    image,
    command: ['true'],
    catchUp: 'latest',
    schedule: { type: 'cron', cron: `${minute % 30},${(minute % 30) + 30} * * * *`, timezone: 'UTC' },
  })
  // Has the scheduler look at the clock soon after it wakes; without, it does so within 30 s.
  const often = { type: 'cron', cron: '*/5 * * * * *', timezone: 'UTC' }
  await host.add({ id: 'ticking', image, command: ['true'], catchUp: 'skip', schedule: often })
  const { id } = await host.client.jobs.run({ id: 'counting' })
  await host.runWhen(id, (run) => run.logBytes > 60)
  // Asleep: the process stands still and the wall clock goes on.
  host.kill('SIGSTOP')
  setClock(3 * HOUR_MS)
  await pause(6000)
  host.kill('SIGCONT')
  const run = await host.finished(id)
  expect(run).toMatchObject({ outcome: 'succeeded' })
  expect(readLog(home, run).toString()).toMatch(/line 1\nline 2\nline 3\nline 4\nline 5\n/)
  const slots = await waitFor(
    'the gap to be settled',
    async () => {
      const all = await slotsOf('half-hourly')
      return all.length >= 6 && all.every(({ state }) => state !== 'claimed') && all
    },
    90_000,
  )
  expect(slots.filter(({ state }) => state === 'missed').every(({ cause }) => cause === 'asleep')).toBe(true)
  expect(slots.filter(({ state }) => state === 'missed').length).toBe(slots.length - 1)
  const [newest] = slots
  expect(newest).toMatchObject({ cause: 'asleep' })
  expect(['ran', 'late']).toContain(newest!.state)
  expect((await allRuns(host.client)).filter((each) => each.jobId === 'half-hourly')).toHaveLength(1)
})

test('a clock set back while no host ran fires nothing twice', async () => {
  setClock(5 * HOUR_MS)
  const schedule = { type: 'cron', cron: '*/2 * * * * *', timezone: 'UTC' }
  await host.add({ id: 'ticking', image, command: ['true'], catchUp: 'all', schedule })
  await waitFor(
    'slots',
    async () => (await slotsOf('ticking')).filter(({ state }) => state === 'ran').length > 1,
  )
  await host.stop('SIGTERM')
  setClock(0)
  await start()
  const from = hostNow()
  await firedAround('ticking', from)
  await host.client.jobs.disable({ id: 'ticking' })
  const slots = (await allRuns(host.client)).flatMap((run) => run.dueAt ?? [])
  expect(new Set(slots).size).toBe(slots.length)
})
