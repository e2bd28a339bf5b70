import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FileRunFiles } from '../../../adapters/files/file-run-files.ts'
import type { CleanUpReport } from '../../../contract/index.ts'
import { createRetention } from '../../../core/retention/retention-service.ts'
import { openRunKitchen } from '../runs/run-kitchen.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-03-10T12:00:00.000Z')
const label = { 'agent-oven.install': 'kitchen' }

/** A kitchen with its clean-up, and runs of the past with real files of a given size. */
function openCleaner(retention: Record<string, unknown> = {}) {
  const kitchen = openRunKitchen({ config: { retention } })
  const warnings: string[] = []
  const logsFolder = join(kitchen.folder, 'logs')
  const artifactsFolder = join(kitchen.folder, 'artifacts')
  const service = createRetention({
    runs: kitchen.runs,
    files: new FileRunFiles({ logsFolder, artifactsFolder }),
    engine: kitchen.scripted.engine,
    config: kitchen.deps.config as never,
    clock: kitchen.clock,
    installId: 'kitchen',
    onWarning: (sentence) => warnings.push(sentence),
  })
  let count = 0

  function past(
    daysAgo: number,
    options: { jobId?: string; log?: number; artifacts?: number; state?: 'finished' | 'running' } = {},
  ) {
    const { jobId = 'job', log = 100, artifacts = 0, state = 'finished' } = options
    count += 1
    const at = new Date(NOW - daysAgo * DAY_MS)
    const id = `01kkbs${String(count).padStart(14, '0')}`
    kitchen.runs.create({
      id,
      jobId,
      jobName: jobId,
      jobType: 'docker',
      trigger: 'manual',
      rehearsal: false,
      attempt: 1,
      dueAt: null,
      queuedAt: at.toISOString(),
      image: 'tiny',
      source: null,
    })
    const finishedAt = state === 'finished' ? at.toISOString() : null
    kitchen.runs.update(id, { state, startedAt: at.toISOString(), finishedAt, logBytes: log })
    writeFiles(id, jobId, at, log, artifacts)
    return id
  }

  function writeFiles(id: string, jobId: string, at: Date, log: number, artifacts: number) {
    const stem = `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${id}`
    const folder = join(logsFolder, 'jobs', jobId)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${stem}.log`), 'x'.repeat(log))
    writeFileSync(join(folder, `${stem}.transcript.ndjson`), '')
    writeFileSync(join(folder, `${stem}.journal`), '')
    if (artifacts > 0) {
      mkdirSync(join(artifactsFolder, id, 'deep'), { recursive: true })
      writeFileSync(join(artifactsFolder, id, 'deep', 'changes.bundle'), 'x'.repeat(artifacts))
    }
    for (const name of readdirSync(folder).filter((each) => each.includes(id)))
      utimesSync(join(folder, name), at, at)
  }

  const logsLeft = (jobId = 'job') => {
    const folder = join(logsFolder, 'jobs', jobId)
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')).length : 0
  }
  return { kitchen, service, warnings, past, writeFiles, logsLeft, logsFolder, artifactsFolder }
}

const told = ({ items }: CleanUpReport) => items.map(({ kind, name, reason }) => [kind, name, reason])

describe('logs and artifacts', () => {
  test('go by age, their rows stay, and the log is said to be gone', async () => {
    const { kitchen, service, past, logsLeft, artifactsFolder } = openCleaner()
    const old = past(91, { log: 1000, artifacts: 500 })
    const young = past(89)
    const report = await service.clean()
    expect(told(report)).toEqual([
      ['log', old, 'age'],
      ['artifacts', old, 'age'],
    ])
    expect(report).toMatchObject({ dryRun: false, bytes: 1500, kept: { runs: 1, bytes: 100 }, troubles: [] })
    expect(logsLeft()).toBe(1)
    expect(existsSync(join(artifactsFolder, old))).toBe(false)
    expect(kitchen.run(old)).toMatchObject({
      state: 'finished',
      logRemovedAt: '2026-03-10T12:00:00.000Z',
      logBytes: 0,
    })
    expect(kitchen.run(young).logRemovedAt).toBeNull()
    expect(told(await service.clean())).toEqual([])
  })

  test('a preview says the same and removes nothing', async () => {
    const { kitchen, service, past, logsLeft } = openCleaner()
    const old = past(100)
    const preview = await service.preview()
    expect(preview).toMatchObject({ dryRun: true, bytes: 100 })
    expect(logsLeft()).toBe(1)
    expect(kitchen.run(old).logRemovedAt).toBeNull()
    expect(told(await service.clean())).toEqual(told(preview))
  })

  test('go by each job’s number, newest kept', async () => {
    const { service, past } = openCleaner({ maxRunsPerJob: 2 })
    const [a3, a2] = [past(3, { jobId: 'a' }), past(2, { jobId: 'a' })]
    const [a1, b4] = [past(1, { jobId: 'a' }), past(4, { jobId: 'b' })]
    expect(told(await service.clean())).toEqual([['log', a3, 'count']])
    expect(new Set([a3, a2, a1, b4]).size).toBe(4)
  })

  test('go by size, oldest first, until the rest fits; logs and artifacts count together', async () => {
    const { service, past } = openCleaner({ maxBytes: 1000 })
    const oldest = past(5, { log: 400 })
    const older = past(4, { log: 100, artifacts: 400 })
    past(3, { log: 500 })
    past(1, { log: 500 })
    const report = await service.clean()
    expect(told(report)).toEqual([
      ['log', oldest, 'size'],
      ['log', older, 'size'],
      ['artifacts', older, 'size'],
    ])
    expect(report.kept).toEqual({ runs: 2, bytes: 1000 })
  })

  test('of a run that has not finished are never touched, however old and large', async () => {
    const { service, past, logsLeft } = openCleaner({ maxBytes: 10, days: 1, maxRunsPerJob: 1 })
    past(400, { log: 5000, artifacts: 5000, state: 'running' })
    const report = await service.clean()
    expect(report.items).toEqual([])
    expect(report.kept).toEqual({ runs: 1, bytes: 10_000 })
    expect(logsLeft()).toBe(1)
  })

  test('of a run that the history does not know go by their own age, but not while they are fresh', async () => {
    const { service, writeFiles, logsLeft } = openCleaner({ maxBytes: 10 })
    writeFiles('01kkbtunknown000000', 'lost', new Date(NOW - 2 * DAY_MS), 100, 0)
    writeFiles('01kkbtunknown000001', 'lost', new Date(NOW - 1000), 100, 0)
    expect(told(await service.clean())).toEqual([['log', '01kkbtunknown000000', 'size']])
    expect(logsLeft('lost')).toBe(1)
  })

  test('files that are not a run’s are left alone, and links are not followed', async () => {
    const { service, past, logsFolder, artifactsFolder, kitchen } = openCleaner({ maxBytes: 1 })
    past(3)
    const mine = join(logsFolder, 'jobs', 'job', 'notes.log')
    const outside = join(kitchen.folder, 'outside')
    mkdirSync(outside)
    writeFileSync(mine, 'mine')
    writeFileSync(join(outside, 'precious'), 'x')
    mkdirSync(artifactsFolder, { recursive: true })
    symlinkSync(outside, join(artifactsFolder, '01kkbslink000000000'))
    symlinkSync(outside, join(logsFolder, 'jobs', 'linked'))
    expect((await service.clean()).items).toHaveLength(1)
    expect(existsSync(mine)).toBe(true)
    expect(existsSync(join(outside, 'precious'))).toBe(true)
  })
})

describe('at the engine', () => {
  test('what finished runs left goes, what runs at work need stays, and so does all that is not labelled', async () => {
    const { kitchen, service, past } = openCleaner()
    const { engine, containers, volumes, networks, untagged, removed } = kitchen.scripted
    const done = past(1)
    const busy = past(0, { state: 'running' })
    kitchen.runs.update(busy, { image: { reference: 'tiny', id: 'sha256:needed', digest: null } })
    const make = async (labels: Record<string, string>) =>
      (await engine.createContainer({ name: 'x', labels } as never)).containerId
    const left = await make({ ...label, 'agent-oven.run': done })
    await make({ ...label, 'agent-oven.run': busy })
    await make({ 'agent-oven.install': 'other', 'agent-oven.run': done })
    await make(label)
    const unknown = await make({ ...label, 'agent-oven.run': '01kkbtunknown0000000' })
    const alive = await make({ ...label, 'agent-oven.run': '01kkbtunknown0000001' })
    containers.get(alive)!.status = 'running'
    volumes.set(`oven-kitchen-${done}`, label)
    volumes.set(`oven-kitchen-${busy}`, label)
    volumes.set('oven-kitchen-claude-login', label)
    volumes.set(`oven-other-${done}`, {})
    networks.push(
      { name: 'done', labels: { ...label, 'agent-oven.run': done }, subnets: [], gateways: [] },
      { name: 'busy', labels: { ...label, 'agent-oven.run': busy }, subnets: [], gateways: [] },
    )
    const image = (id: string, labels: Record<string, string>) => ({
      id,
      digest: null,
      sizeBytes: 5,
      createdAt: null,
      labels,
    })
    untagged.push(image('sha256:old', label), image('sha256:needed', label), image('sha256:foreign', {}))
    const report = await service.clean()
    expect(told(report)).toEqual([
      ['container', left, 'left-behind'],
      ['container', unknown, 'left-behind'],
      ['network', 'done', 'left-behind'],
      ['volume', `oven-kitchen-${done}`, 'left-behind'],
      ['image', 'sha256:old', 'superseded'],
    ])
    expect(removed).toEqual(report.items.map(({ name }) => name))
    expect(containers.size).toBe(4)
    expect(volumes.size).toBe(3)
  })

  test('one thing that cannot be removed is told, and the rest goes on', async () => {
    const { kitchen, service, past } = openCleaner()
    const done = past(1)
    const { engine, volumes } = kitchen.scripted
    volumes.set(`oven-kitchen-${done}`, label)
    await engine.createContainer({ name: 'x', labels: { ...label, 'agent-oven.run': done } } as never)
    Object.assign(engine, {
      removeContainer: async () => {
        throw new Error('the engine refused.')
      },
    })
    const report = await service.clean()
    expect(told(report)).toEqual([['volume', `oven-kitchen-${done}`, 'left-behind']])
    expect(report.troubles).toEqual(['The container c1 was not removed: the engine refused.'])
  })

  test('without an engine the files are cleaned all the same, and the report says what was not looked at', async () => {
    const { kitchen, service, past } = openCleaner()
    kitchen.scripted.setUp(false)
    const old = past(100)
    const report = await service.clean()
    expect(told(report)).toEqual([['log', old, 'age']])
    expect(report.troubles).toEqual([
      'No container engine answers, so containers, volumes and images were not looked at.',
    ])
  })
})

test('it cleans ten minutes after the start and then once a day, until it is stopped', async () => {
  const { kitchen, service, past, logsLeft } = openCleaner({ days: 1 })
  const cleaned = async () => {
    await expect.poll(() => logsLeft()).toBe(0)
  }
  past(2)
  service.start()
  await kitchen.clock.advance(10 * 60_000 - 1)
  await kitchen.settle()
  expect(logsLeft()).toBe(1)
  await kitchen.clock.advance(1)
  await cleaned()
  past(2)
  await kitchen.clock.advance(DAY_MS)
  await cleaned()
  service.stop()
  past(2)
  await kitchen.clock.advance(2 * DAY_MS)
  await kitchen.settle()
  expect(logsLeft()).toBe(1)
})
