import { beforeEach, describe, expect, test } from 'vitest'
import type { RunSummary } from '../../../contract/index.ts'
import type { ChangeInput } from '../../../core/changes/change-hub.ts'
import { OvenError } from '../../../core/errors.ts'
import { createJobService, type JobService, type JobServiceOptions } from '../../../core/jobs/job-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { MemoryJobStore } from './memory-job-store.ts'

const backup = {
  type: 'docker',
  id: 'backup',
  image: 'alpine:3.22',
  command: 'tar -c /data',
  schedule: { type: 'cron', cron: '0 2 * * *' },
}
const broken = { id: 'bad', image: 'alpine', schedule: { type: 'cron', cron: '99 * * * *' }, note: 'mine' }

let store: MemoryJobStore
let changes: ChangeInput[]
let warnings: string[]
let active: Map<string, number>
let removedCursors: string[]
let jobs: JobService

function service(entries: unknown[], more: Partial<JobServiceOptions> = {}): JobService {
  store = new MemoryJobStore(entries)
  changes = []
  warnings = []
  removedCursors = []
  active = new Map()
  return createJobService({
    store,
    runs: {
      latestOf: (ids) => new Map(ids.map((id) => [id, { id: `run-of-${id}` } as RunSummary])),
      activeCounts: () => active,
    },
    slots: { removeCursor: (id) => removedCursors.push(id) },
    clock: new FakeClock('2026-06-01T12:00:00Z'),
    changes: { emit: (change) => changes.push(change) },
    timezone: () => 'Europe/Berlin',
    onWarning: (sentence) => warnings.push(sentence),
    ...more,
  })
}

function refusal(call: () => unknown): OvenError {
  try {
    call()
  } catch (error) {
    if (error instanceof OvenError) return error
    throw error
  }
  throw new Error('Nothing was refused.')
}

beforeEach(() => {
  jobs = service([])
})

describe('adding', () => {
  test('answers the job as kept, in words, with its next moment, and writes it', () => {
    expect(jobs.add(backup)).toEqual({
      job: { ...backup, name: 'backup', enabled: true, command: ['tar', '-c', '/data'] },
      scheduleText: 'every day at 02:00',
      nextDueAt: '2026-06-02T00:00:00.000Z',
      lastRun: { id: 'run-of-backup' },
      activeRuns: 0,
      readiness: null,
    })
    expect(store.jobs.map(({ id }) => id)).toEqual(['backup'])
    expect(changes).toEqual([{ type: 'job', jobId: 'backup' }])
  })

  test('a wrong job changes nothing', () => {
    const error = refusal(() => jobs.add({ ...backup, schedule: { type: 'cron', cron: 'x' } }))
    expect(error.fields.map(({ field }) => field)).toEqual(['schedule.cron'])
    expect(store.writes).toBe(0)
  })

  test('a past one-time schedule is refused', () => {
    const once = { ...backup, schedule: { type: 'once', datetime: '2026-06-01T13:00' } }
    expect(refusal(() => jobs.add(once)).fields[0]!.field).toBe('schedule.datetime')
  })

  test('an id that is taken is refused, in other capitals too', () => {
    jobs.add(backup)
    expect(refusal(() => jobs.add(backup)).kind).toBe('CONFLICT')
    expect(refusal(() => jobs.add({ ...backup, id: 'Backup' })).code).toBe('job-exists')
    expect(jobs.list()).toHaveLength(1)
  })

  test('a thousand calls at once all survive', async () => {
    await Promise.all(
      Array.from({ length: 1000 }, async (_, i) => {
        await null
        jobs.add({ ...backup, id: `job-${i}` })
      }),
    )
    expect(store.jobs).toHaveLength(1000)
    expect(new Set(store.jobs.map(({ id }) => id)).size).toBe(1000)
  }, 300_000)
})

describe('changing', () => {
  beforeEach(() => {
    jobs = service([backup, { ...backup, id: 'other', name: 'As it was', last_run: '2026-01-01T00:00:00Z' }])
  })

  test('takes top-level fields, and null takes one away', () => {
    jobs.update('backup', { name: 'Nightly', resources: { memory: '1g' } })
    expect(jobs.show('backup').job).toMatchObject({ name: 'Nightly', resources: { memory: '1g' } })
    jobs.update('backup', { name: null, resources: null })
    expect(jobs.show('backup').job).toMatchObject({ name: 'backup' })
    expect('resources' in jobs.show('backup').job).toBe(false)
  })

  test('leaves every other entry of the file as it stands there', () => {
    jobs.update('backup', { name: 'Nightly' })
    expect(store.jobs[1]).toEqual({
      ...backup,
      id: 'other',
      name: 'As it was',
      last_run: '2026-01-01T00:00:00Z',
    })
  })

  test.each([
    [{ id: 'renamed' }, 'id', /must stay "backup"/],
    [{ schedule: null }, 'schedule', /is missing/],
    [{ nmae: null }, 'nmae', /did you mean "name"/],
    [{ schedule: { type: 'once', datetime: '2020-01-01T00:00' } }, 'schedule.datetime', /future/],
  ])('%j is refused and changes nothing', (given, field, message) => {
    const before = store.text
    const [fault] = refusal(() => jobs.update('backup', given)).fields
    expect(fault!.field).toBe(field)
    expect(fault!.message).toMatch(message)
    expect(store.text).toBe(before)
  })

  test('enabling and disabling write once and tell', () => {
    expect(jobs.disable('backup')).toMatchObject({ job: { enabled: false }, nextDueAt: null })
    jobs.disable('backup')
    expect(store.writes).toBe(1)
    expect(jobs.enable('backup').nextDueAt).toBe('2026-06-02T00:00:00.000Z')
    expect(changes.map(({ type }) => type)).toEqual(['job', 'job'])
  })

  test('an edit that no scheduler sees makes the schedule count as new', () => {
    jobs.update('backup', { name: 'x' })
    expect(removedCursors).toEqual([])
    jobs.disable('backup')
    jobs.enable('backup')
    jobs.update('backup', { schedule: { type: 'cron', cron: '0 3 * * *' } })
    jobs.remove('backup')
    expect(removedCursors).toEqual(['backup', 'backup', 'backup', 'backup'])
  })

  test('a running scheduler is told of edits and asked for next moments', () => {
    let told = 0
    jobs = service([backup], {
      scheduler: { running: true, refresh: () => (told += 1), nextDueAt: () => '2030-01-01T00:00:00.000Z' },
    })
    jobs.update('backup', { name: 'x' })
    expect(told).toBe(1)
    expect(jobs.show('backup').nextDueAt).toBe('2030-01-01T00:00:00.000Z')
    expect(removedCursors).toEqual([])
  })

  test('a job with active runs is removed only when forced', () => {
    active.set('backup', 2)
    expect(refusal(() => jobs.remove('backup'))).toMatchObject({ code: 'job-active', kind: 'CONFLICT' })
    expect(jobs.remove('backup', { force: true })).toEqual({ removed: 'backup' })
    expect(jobs.find('backup')).toBeNull()
  })

  test('what is not there is said to be not there', () => {
    for (const call of [
      () => jobs.show('nope'),
      () => jobs.update('nope', {}),
      () => jobs.remove('nope'),
      () => jobs.enable('nope'),
      () => jobs.export(['nope']),
    ]) {
      expect(refusal(call)).toMatchObject({ kind: 'NOT_FOUND', message: 'There is no job "nope".' })
    }
  })
})

describe('a broken job in the file', () => {
  beforeEach(() => {
    jobs = service([broken, backup, { ...backup, name: 'twin' }])
  })

  test('stops no other, is told once, and stays in the file', () => {
    expect(jobs.list().map(({ job }) => job.id)).toEqual(['backup'])
    expect(jobs.listJobs()[0]!.name).toBe('backup')
    expect(warnings).toEqual([
      'Job "bad" in jobs.json is left out: The field "note" is not known. The field "schedule.cron" must be a cron expression such as "0 2 * * *"; "99" cannot stand for the minute.',
      'Job "backup" in jobs.json is left out: The field "id" must be unique; "backup" stands in the file twice.',
    ])
    jobs.add({ ...backup, id: 'third' })
    jobs.list()
    expect(warnings).toHaveLength(2)
    expect(jobs.warnings()).toEqual(warnings)
    expect(store.jobs[0]).toEqual(broken)
  })

  test('says what is wrong when asked for, and can be mended or removed', () => {
    expect(refusal(() => jobs.show('bad'))).toMatchObject({ code: 'job-invalid', kind: 'INPUT_INVALID' })
    jobs.update('bad', { schedule: { type: 'manual' }, note: null })
    expect(jobs.show('bad').scheduleText).toBe('started by hand')
    expect(jobs.warnings()).toHaveLength(1)
    jobs.remove('bad')
    expect(store.jobs.map(({ id }) => id)).toEqual(['backup', 'backup'])
  })

  test('cannot be enabled past its faults', () => {
    expect(refusal(() => jobs.enable('bad')).fields.map(({ field }) => field)).toContain('schedule.cron')
    expect(store.jobs[0]).toEqual(broken)
  })
})

describe('edits from outside', () => {
  test('are picked up and told, job by job', () => {
    jobs = service([backup, { ...backup, id: 'other' }])
    jobs.list()
    store.editByHand([
      { ...backup, schedule: { type: 'manual' } },
      { ...backup, id: 'other' },
      { ...backup, id: 'new' },
    ])
    expect(changes).toEqual([
      { type: 'job', jobId: 'backup' },
      { type: 'job', jobId: 'new' },
    ])
    expect(jobs.list()).toHaveLength(3)
  })

  test('between two looks are what an edit of ours builds on', () => {
    jobs = service([backup])
    jobs.list()
    store.text = JSON.stringify([...store.jobs, { ...backup, id: 'by-hand' }])
    jobs.update('backup', { name: 'x' })
    expect(jobs.list().map(({ job }) => job.id)).toEqual(['backup', 'by-hand'])
  })

  test('the file is read again only when it changed', () => {
    jobs = service([backup])
    const first = jobs.listJobs()
    expect(jobs.listJobs()).toBe(first)
    jobs.list()
    expect(store.reads).toBe(1)
  })
})

describe('export and import', () => {
  test('what was exported comes in again as it was', () => {
    jobs = service([
      backup,
      broken,
      { ...backup, id: 'other', schedule: { type: 'once', datetime: '2020-01-01T00:00' } },
    ])
    const file = jobs.export(['backup', 'other'])
    expect(file.jobs).toHaveLength(2)
    expect(jobs.export().jobs).toContainEqual(broken)
    const empty = service([])
    expect(empty.import(JSON.parse(JSON.stringify(file)))).toEqual({
      added: ['backup', 'other'],
      replaced: [],
    })
    expect(empty.export()).toEqual(file)
  })

  test('is all or nothing, and names every fault from the top', () => {
    jobs = service([backup])
    const error = refusal(() =>
      jobs.import({
        jobs: [{ ...backup, id: 'ok' }, { ...backup, id: 'ok' }, { id: 'x y', schedule: {}, image: 'a' }, 7],
      }),
    )
    expect(error.fields).toEqual([
      { field: 'jobs.1.id', message: 'The field "jobs.1.id" must be unique; "ok" stands in the file twice.' },
      { field: 'jobs.2.id', message: expect.stringMatching(/^The field "jobs.2.id" must be 1 to 64/) },
      { field: 'jobs.2.schedule.type', message: 'The field "jobs.2.schedule.type" is missing.' },
      { field: 'jobs.3', message: 'The field "jobs.3" must be an object, not a number.' },
    ])
    expect(store.writes).toBe(0)
  })

  test('ids that are taken are refused, unless they are to be replaced', () => {
    jobs = service([backup, { ...backup, id: 'other' }])
    const file = {
      jobs: [
        { ...backup, name: 'New' },
        { ...backup, id: 'fresh' },
      ],
    }
    expect(refusal(() => jobs.import(file))).toMatchObject({ code: 'job-exists', kind: 'CONFLICT' })
    expect(store.writes).toBe(0)
    expect(jobs.import(file, { replace: true })).toEqual({ added: ['fresh'], replaced: ['backup'] })
    expect(jobs.list().map(({ job }) => job.name)).toEqual(['New', 'other', 'fresh'])
  })

  test("an ancestor's file comes in", () => {
    expect(
      jobs.import({
        jobs: [
          {
            id: 'old',
            name: 'Old',
            image: 'alpine',
            command: 'ls',
            timeout: 60,
            schedule: { type: 'cron', cron: '0 2 * * *' },
            last_run: null,
          },
        ],
      }),
    ).toEqual({ added: ['old'], replaced: [] })
    expect(jobs.show('old').job).toMatchObject({ type: 'docker', resources: { timeout: 60 } })
  })
})

test("the ancestor's last runs can be asked for", () => {
  jobs = service([{ ...backup, last_run: '2026-05-31T02:00:00Z' }])
  expect(jobs.lastRunAt('backup')).toBe(Date.parse('2026-05-31T02:00:00Z'))
  expect(jobs.lastRunAt('nope')).toBeNull()
})
