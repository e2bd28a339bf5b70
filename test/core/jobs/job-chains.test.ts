import { expect, test } from 'vitest'
import { OvenError } from '../../../core/errors.ts'
import { createJobService } from '../../../core/jobs/job-service.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { MemoryJobStore } from './memory-job-store.ts'

const job = (id: string, after?: unknown) => ({
  type: 'docker',
  id,
  image: 'tiny',
  schedule: { type: 'manual' },
  ...(after !== undefined && { after }),
})

function open(entries: unknown[]) {
  const warnings: string[] = []
  const service = createJobService({
    store: new MemoryJobStore(entries),
    runs: { latestOf: () => new Map(), activeCounts: () => new Map() },
    slots: { removeCursor: () => {} },
    clock: new FakeClock('2026-06-01T12:00:00Z'),
    changes: { emit: () => {} },
    timezone: () => 'Europe/Berlin',
    onWarning: (sentence) => warnings.push(sentence),
  })
  return { service, warnings }
}

function refused(call: () => unknown): { code: string; messages: string[]; message: string } {
  try {
    call()
  } catch (error) {
    if (!(error instanceof OvenError)) throw error
    const { code, message, fields = [] } = error
    return { code, message, messages: (fields ?? []).map((field) => field.message) }
  }
  throw new Error('Nothing was refused.')
}

test('a job follows another when that has succeeded, unless it says otherwise', () => {
  const { service } = open([job('build')])
  const { job: added, scheduleText } = service.add(job('deploy', { job: 'build' }))
  expect(added.after).toEqual({ job: 'build', on: ['succeeded'] })
  expect(scheduleText).toBe('after "build" has succeeded')
  expect(service.show('build').followedBy).toEqual(['deploy'])
  expect(service.show('deploy').followedBy).toBeUndefined()
})

test('says when it begins: by its schedule, and after which ends', () => {
  const { service } = open([job('build')])
  const schedule = { type: 'cron', cron: '0 2 * * *' }
  const text = (after: unknown) => service.update('deploy', { after }).scheduleText
  service.add({ ...job('deploy'), schedule })
  expect(text({ job: 'build', on: ['failed', 'timed-out', 'lost'] })).toBe(
    'every day at 02:00, and after "build" has failed, has timed out or was lost',
  )
  expect(text({ job: 'build', on: ['finished', 'failed'] })).toBe(
    'every day at 02:00, and after "build" has ended',
  )
  expect(text({ job: 'build', verdicts: ['worked', 'incomplete'] })).toBe(
    'every day at 02:00, and after "build" has succeeded (worked or incomplete)',
  )
  expect(text(null)).toBe('every day at 02:00')
})

test.each([
  [{ job: 'gone' }, 'The field "after.job" must name a job that is there; there is no job "gone".'],
  [{ job: 'deploy' }, 'The field "after.job" must not name the job itself.'],
  [{}, 'The field "after.job" is missing.'],
  ['build', 'The field "after" must be an object, not text.'],
  [{ job: 'build', on: [] }, 'The field "after.on" must name at least one way to end.'],
  [{ job: 'build', verdicts: [] }, 'The field "after.verdicts" must name at least one verdict.'],
  [
    { job: 'build', on: ['done'] },
    'The field "after.on.0" must be "succeeded", "failed", "timed-out", "cancelled", "blocked", "lost" or "finished".',
  ],
  [
    { job: 'build', verdict: 'worked' },
    'The field "after.verdict" is not known; did you mean "after.verdicts"?',
  ],
])('refuses %j in a whole sentence', (after, message) => {
  const { service } = open([job('build')])
  expect(refused(() => service.add(job('deploy', after)))).toMatchObject({
    code: 'job-invalid',
    messages: [message],
  })
  expect(service.listJobs().map(({ id }) => id)).toEqual(['build'])
})

test('refuses to close a circle, by an edit and by an import', () => {
  const { service } = open([job('a'), job('b', { job: 'a' }), job('c', { job: 'b' })])
  const circle = 'must not close a circle: "a" after "c" after "b" after "a".'
  expect(refused(() => service.update('a', { after: { job: 'c' } })).messages).toEqual([
    `The field "after.job" ${circle}`,
  ])
  const file = { jobs: [job('x'), job('a', { job: 'c' })] }
  expect(refused(() => service.import(file, { replace: true })).messages).toEqual([
    `The field "jobs.1.after.job" ${circle}`,
  ])
  expect(service.find('x')).toBeNull()
})

test('an import may bring a job and its follower, in any order, and none that follows nobody', () => {
  const { service } = open([])
  expect(service.import({ jobs: [job('deploy', { job: 'build' }), job('build')] }).added).toEqual([
    'deploy',
    'build',
  ])
  expect(refused(() => service.import({ jobs: [job('late', { job: 'gone' })] })).messages).toEqual([
    'The field "jobs.0.after.job" must name a job that is there; there is no job "gone".',
  ])
})

test('a job that others follow is removed by force only, and they say so', () => {
  const { service, warnings } = open([job('build'), job('b', { job: 'build' }), job('c', { job: 'build' })])
  expect(refused(() => service.remove('build'))).toMatchObject({
    code: 'job-followed',
    message: '"b", "c" begin after "build".',
  })
  expect(service.remove('build', { force: true })).toEqual({ removed: 'build' })
  service.listJobs()
  expect(warnings).toEqual(
    ['b', 'c'].map(
      (id) =>
        `Job "${id}" in jobs.json begins after no other: The field "after.job" must name a job that is there; there is no job "build".`,
    ),
  )
  // It can still be edited otherwise, and mended.
  expect(service.update('b', { name: 'B' }).job.name).toBe('B')
  service.update('b', { after: null })
  expect(service.warnings()).toHaveLength(1)
})

test('a circle in a file written by hand is told, and its jobs stay usable without it', () => {
  const { service } = open([job('a', { job: 'b' }), job('b', { job: 'a' }), job('c', { job: 'a' })])
  expect(service.listJobs().map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(service.warnings()).toEqual([
    'Job "a" in jobs.json begins after no other: The field "after.job" must not close a circle: "a" after "b" after "a".',
    'Job "b" in jobs.json begins after no other: The field "after.job" must not close a circle: "b" after "a" after "b".',
  ])
  expect(service.followersOf('a').map(({ id }) => id)).toEqual(['c'])
})
