import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runOven } from '../../support/run-oven.ts'
import { ensureTinyImage } from '../../support/tiny-image.ts'
import { type FaultHost, leftovers, startFaultHost, waitFor } from '../support/fault-host.ts'
import { keepFigures } from '../support/figures.ts'
import { type Chance, createChance, inForm } from '../support/form.ts'

const damages = inForm({ short: 6, long: 60 })
let image: string
let host: FaultHost
let home: string

beforeAll(async () => {
  image = await ensureTinyImage()
})
beforeEach(async () => {
  host = await startFaultHost()
  home = host.home
})
afterEach(async () => {
  await host.dispose()
})

const ids = async () => (await host.client.jobs.list()).map(({ job }) => job.id).sort()
const kept = (name: string) => readdirSync(home).filter((each) => each.startsWith(`${name}.broken-`))
const warningOf = (name: string) =>
  waitFor(`a warning about ${name}`, async () => {
    const { warnings } = await host.client.status.show()
    return warnings.some((sentence) => sentence.startsWith(name) && sentence.includes('was kept as'))
  })

/** What else may become of a file: cut short, overwritten, emptied, half replaced by another program. */
function damage(path: string, chance: Chance): void {
  const before = readFileSync(path)
  const kind = chance.pick(['cut', 'cut by three', 'emptied', 'garbage', 'wrong shape'] as const)
  if (kind === 'cut') truncateSync(path, chance.between(1, before.length - 3))
  else if (kind === 'cut by three') truncateSync(path, before.length - 3)
  else if (kind === 'emptied') truncateSync(path, 0)
  else if (kind === 'garbage') {
    const noise = Buffer.from(Array.from({ length: 500 }, () => chance.between(0, 255)))
    writeFileSync(path, Buffer.concat([before.subarray(0, chance.between(0, before.length)), noise]))
  } else writeFileSync(path, '[1, 2, 3]\n')
}

test(`jobs.json damaged ${damages} times while the host runs: its jobs stay, the broken file is kept aside`, async () => {
  const chance = createChance('files damaged')
  const path = join(home, 'jobs.json')
  for (let round = 0; round < damages; round += 1) {
    await host.add({ id: `job-${round}`, image, command: ['true'] })
    const expected = await ids()
    damage(path, chance)
    expect(await ids()).toEqual(expected)
    await waitFor('the broken file to be set aside', () => kept('jobs.json').length === round + 1)
    await waitFor('the last good state to be back', () => {
      // Between the two there is no file for a moment.
      if (!existsSync(path)) return false
      const { jobs } = JSON.parse(readFileSync(path, 'utf8')) as { jobs: { id: string }[] }
      return jobs.length === expected.length
    })
    expect(await ids()).toEqual(expected)
  }
  await warningOf('jobs.json')
  keepFigures('files-damaged', {
    title: '`jobs.json` cut, emptied or overwritten with garbage while the host runs',
    seed: chance.seed,
    figures: { times: damages, 'jobs lost': 0, 'broken files kept aside': kept('jobs.json').length },
  })
})

test('jobs.json damaged while no host runs: a command and the next host know the last good state', async () => {
  await host.add({ id: 'kept', image, command: ['true'] })
  await host.stop('SIGTERM')
  truncateSync(join(home, 'jobs.json'), statSync(join(home, 'jobs.json')).size - 3)
  const listed = await runOven(['jobs', 'list', '--json'], { home })
  expect(listed.json.map(({ job }: { job: { id: string } }) => job.id)).toEqual(['kept'])
  expect(kept('jobs.json')).toHaveLength(1)
  const added = await runOven(['jobs', 'add', '--file', '-'], {
    home,
    input: JSON.stringify({ id: 'next', type: 'docker', image, schedule: { type: 'manual' } }),
  })
  expect(added.exitCode, added.stderr).toBe(0)
  host = await startFaultHost({ home })
  expect(await ids()).toEqual(['kept', 'next'])
})

test('config.json damaged while the host runs: its settings stay in use, the broken file is kept aside', async () => {
  const path = join(home, 'config.json')
  writeFileSync(path, '{ "timezone": "Asia/Tokyo", "own": { "kept": true } }\n')
  const zone = async () => (await host.client.status.show()).timezone
  await waitFor('the zone to be taken', async () => (await zone()) === 'Asia/Tokyo')
  truncateSync(path, 20)
  await waitFor('the broken file to be set aside', async () => {
    expect(await zone()).toBe('Asia/Tokyo')
    return kept('config.json').length === 1
  })
  await warningOf('config.json')
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ timezone: 'Asia/Tokyo', own: { kept: true } })
  await host.stop('SIGTERM')
  host = await startFaultHost({ home })
  expect(await zone()).toBe('Asia/Tokyo')
})

describe('oven.db', () => {
  async function bakeSome(): Promise<void> {
    await host.add({ id: 'baked', image, command: ['echo', 'hello'] })
    for (let count = 0; count < 5; count += 1) {
      await host.finished((await host.client.jobs.run({ id: 'baked' })).id)
    }
    const schedule = { type: 'cron', cron: '* * * * * *' }
    await host.add({ id: 'ticking', image, command: ['true'], schedule, catchUp: 'all' })
    await waitFor('a slot', async () => (await host.client.slots.list({ jobId: 'ticking' })).length > 1)
    await host.client.jobs.disable({ id: 'ticking' })
    await waitFor('the end of all runs', async () => {
      const { counts } = await host.client.status.show()
      return counts.activeRuns === 0
    })
    await host.stop('SIGTERM')
  }

  const cases: [string, (path: string) => void][] = [
    ['cut to its half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096)],
    [
      'damaged in its middle',
      (path) => {
        const bytes = readFileSync(path)
        bytes.fill(0xa5, 8192, Math.floor(bytes.length / 2))
        writeFileSync(path, bytes)
      },
    ],
    ['cut by three bytes', (path) => truncateSync(path, statSync(path).size - 3)],
    ['emptied', (path) => truncateSync(path, 0)],
    ['overwritten with garbage', (path) => writeFileSync(path, Buffer.alloc(50_000, 'garbage'))],
  ]

  const chosen = inForm({ short: cases.slice(0, 3), long: cases })

  test.each(chosen)('%s: the host starts, says so, keeps the broken file, and bakes', async (_, harm) => {
    await bakeSome()
    harm(join(home, 'oven.db'))
    host = await startFaultHost({ home })
    await waitFor('a warning about oven.db', async () => {
      const { warnings } = await host.client.status.show()
      return warnings.some((sentence) => sentence.includes('oven.db'))
    })
    expect(kept('oven.db').filter((name) => !/-(wal|shm)$/.test(name))).toHaveLength(1)
    expect(await ids()).toEqual(['baked', 'ticking'])
    const before = await host.client.runs.list({ jobId: 'baked' })
    expect(before.runs.length, 'the last good history is in use').toBeGreaterThan(0)
    await host.client.jobs.enable({ id: 'ticking' })
    await pause(1500)
    await host.client.jobs.disable({ id: 'ticking' })
    const { id } = await host.client.jobs.run({ id: 'baked' })
    expect(await host.finished(id)).toMatchObject({ outcome: 'succeeded' })
    expect(leftovers(home)).toEqual([])
  })

  test('lost while a run was baking: its container is not left behind', async () => {
    await host.add({ id: 'endless', image, command: ['sleep', '600'] })
    const { id } = await host.client.jobs.run({ id: 'endless' })
    await host.runWhen(id, (run) => run.startedAt !== null)
    await host.stop('SIGKILL')
    for (const name of readdirSync(home).filter((each) => each.startsWith('oven.db'))) {
      renameSync(join(home, name), join(home, `away-${name}`))
    }
    host = await startFaultHost({ home })
    await waitFor('the container to go', () => leftovers(home).length === 0)
    await waitFor('a warning about it', async () => {
      const { warnings } = await host.client.status.show()
      return warnings.some((sentence) => sentence.includes('endless'))
    })
  })
})
