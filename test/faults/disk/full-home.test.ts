import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RunSummary } from '../../../contract/index.ts'
import { removeContainersOf } from '../../support/host-fixture.ts'
import { runOven } from '../../support/run-oven.ts'
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
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'

const rounds = inForm({ short: 3, long: 30 })
const lines = 40

let image: string
let disk: SmallDisk
let home: string
let host: FaultHost | undefined

beforeAll(async () => {
  image = await ensureTinyImage()
})
beforeEach(() => {
  // With less than 200 MiB no run is begun at all.
  disk = mountSmallDisk(400)
  home = join(disk.path, 'home')
})
afterEach(async () => {
  disk.empty()
  await host?.stop('SIGKILL')
  host = undefined
  await removeContainersOf(home)
  disk.remove()
})

const script = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line $i; usleep 50000; done; exit 4`
const expectedLines = Array.from({ length: lines }, (_, index) => `line ${index + 1}`)

/** Blocked before its container, with the reason: there was too little room to begin. */
const isRefused = (run: RunSummary) =>
  run.outcome === 'blocked' && run.error?.code === 'disk-low' && run.startedAt === null

test(`the whole folder's disk full ${rounds} times at random moments of runs: nothing ends wrongly`, async () => {
  const chance = createChance('disk full')
  host = await startFaultHost({ home })
  const { client } = host
  await host.add({ id: 'counting', image, command: ['sh', '-c', script] })
  const schedule = { type: 'cron', cron: '*/2 * * * * *' }
  await host.add({ id: 'ticking', image, command: ['true'], schedule, catchUp: 'all' })
  const wanted: string[] = []
  let refused = 0
  for (let round = 0; round < rounds; round += 1) {
    for (let count = 0; count < 2; count += 1) wanted.push((await client.jobs.run({ id: 'counting' })).id)
    await pause(chance.between(0, 2500))
    disk.fill()
    const atFull = await client.jobs.run({ id: 'counting' }).catch((error: Error) => error)
    if (atFull instanceof Error) {
      expect(atFull.message).toMatch(/disk is full|no space left/i)
      refused += 1
    } else wanted.push(atFull.id)
    await pause(chance.between(500, 5000))
    expect((await client.jobs.list()).length).toBe(2)
    disk.empty()
    for (const runId of wanted.slice(-3)) {
      const run = await host.finished(runId, 120_000)
      if (isRefused(run)) continue
      expect(run, `${run.error?.message}`).toMatchObject({ outcome: 'failed', exitCode: 4 })
      const log = readLog(home, run).toString()
      expect(log.split('\n').filter((line) => line.startsWith('line '))).toEqual(expectedLines)
    }
  }
  await client.jobs.disable({ id: 'ticking' })
  await waitFor('the oven to be idle', async () => (await client.status.show()).counts.activeRuns === 0)
  const { warnings } = await client.status.show()
  expect(warnings.some((sentence) => /disk is full|no space left/i.test(sentence))).toBe(true)
  const slots = await client.slots.list({ jobId: 'ticking', limit: 1000 })
  const due = slots.map((slot) => Date.parse(slot.dueAt)).sort((a, b) => a - b)
  for (const [index, moment] of due.slice(1).entries()) expect(moment - due[index]!).toBe(2000)
  expect(slots.filter((slot) => slot.state === 'claimed')).toEqual([])
  const runs = await allRuns(client)
  expect(runs.filter((run) => run.state !== 'finished' || run.outcome === 'lost')).toEqual([])
  expect(runs.filter((run) => run.jobId === 'counting' && !isRefused(run)).length).toBeGreaterThan(rounds)
  const ofSlots = runs.flatMap((run) => run.dueAt ?? [])
  expect(new Set(ofSlots).size).toBe(ofSlots.length)
  expect(leftovers(home)).toEqual([])
  const database = new DatabaseSync(join(home, 'oven.db'), { readOnly: true })
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  keepFigures('disk-full', {
    title: 'No room on the disk of the oven’s folder, at random moments of runs',
    seed: chance.seed,
    figures: {
      'times full': rounds,
      runs: runs.length,
      slots: slots.length,
      'requests refused, with the reason': refused,
      'runs not begun for lack of room, with the reason': runs.filter(isRefused).length,
      'runs ended wrongly': 0,
      'slots lost or run twice': 0,
      'log lines lost or repeated': 0,
    },
  })
})

test('jobs.json on a full disk: the edit is refused with the reason, the file stays whole, and then it goes', async () => {
  host = await startFaultHost({ home })
  await host.add({ id: 'first', image, command: ['true'] })
  const file = () => readFileSync(join(home, 'jobs.json'), 'utf8')
  const before = file()
  disk.fill()
  const name = 'a name so long that the file needs another page '.repeat(4)
  const env = { LONG: 'x'.repeat(9000) }
  await expect(host.add({ id: 'second', image, name, env })).rejects.toThrow(/no space left/)
  await expect(host.client.jobs.update({ id: 'first', changes: { env } })).rejects.toThrow(/no space left/)
  const cli = await host.oven(['jobs', 'add', '--file', '-'], {
    input: JSON.stringify({ id: 'third', type: 'docker', image, env, schedule: { type: 'manual' } }),
  })
  expect(cli.exitCode).not.toBe(0)
  expect(cli.stderr).toMatch(/no space left/)
  expect(file()).toBe(before)
  expect((await host.client.jobs.list()).map(({ job }) => job.id)).toEqual(['first'])
  disk.empty()
  await host.add({ id: 'second', image, name, env })
  expect((await host.client.jobs.list()).map(({ job }) => job.id)).toEqual(['first', 'second'])
  await host.stop('SIGTERM')
  host = await startFaultHost({ home })
  expect((await host.client.jobs.list()).map(({ job }) => job.id)).toEqual(['first', 'second'])
})

test('a start on a full disk either works or says in a sentence what is wrong; with room it works', async () => {
  host = await startFaultHost({ home })
  await host.add({ id: 'first', image, command: ['true'] })
  await host.stop('SIGTERM')
  disk.fill()
  const said = await startFaultHost({ home }).then(
    async (started) => {
      await started.stop('SIGTERM')
      return ''
    },
    (error: Error) => error.message,
  )
  if (said !== '') expect(said).toMatch(/disk is full|no space left/i)
  const listed = await runOven(['jobs', 'list', '--json'], { home })
  if (listed.exitCode !== 0) expect(listed.stderr).toMatch(/disk is full|no space left/i)
  disk.empty()
  host = await startFaultHost({ home })
  const { id } = await host.client.jobs.run({ id: 'first' })
  expect(await host.finished(id)).toMatchObject({ outcome: 'succeeded' })
  const broken = execFileSync('ls', ['-A', home], { encoding: 'utf8' })
  expect(broken).not.toContain('.broken-')
})
