import { expect, test } from 'vitest'
import type { JobView } from '../../../contract/index.ts'
import { filterJobs, readJobFilter, writeJobFilter } from '../../../renderer/jobs/job-filter.ts'

function view(id: string, changes: Partial<JobView> & { enabled?: boolean; type?: string } = {}): JobView {
  const { enabled = true, type = 'docker', ...rest } = changes
  const job =
    type === 'docker'
      ? { type, id, name: id, enabled, image: 'busybox', command: [], schedule: { type: 'manual' } }
      : {
          type,
          id,
          name: id,
          enabled,
          source: { repo: 'https://github.com/acme/shop', branch: 'main' },
          pipeline: 'review',
          schedule: { type: 'manual' },
        }
  return {
    job,
    scheduleText: 'every day at 02:00',
    nextDueAt: null,
    lastRun: null,
    activeRuns: 0,
    readiness: null,
    ...rest,
  } as JobView
}

const all = readJobFilter(new URLSearchParams())
const ids = (jobs: JobView[], part: Partial<typeof all>) =>
  filterJobs(jobs, { ...all, ...part }).map(({ job }) => job.id)
const run = (queuedAt: string, outcome: string) =>
  ({ queuedAt, outcome, state: 'finished', verdict: null }) as never

test('a filter travels through the address and back; what is unknown counts as none', () => {
  const filter = { text: 'a&b', type: 'docker', show: 'attention', sort: 'next' } as const
  expect(readJobFilter(new URLSearchParams(writeJobFilter(filter)))).toEqual(filter)
  expect(writeJobFilter(all)).toEqual({})
  expect(readJobFilter(new URLSearchParams('type=x&show=y&sort=z'))).toEqual(all)
})

test('every word is found somewhere in what a job says of itself', () => {
  const jobs = [view('nightly-audit', { type: 'agent-pipeline' }), view('backup')]
  expect(ids(jobs, { text: 'SHOP aud' })).toEqual(['nightly-audit'])
  expect(ids(jobs, { text: 'busybox 02:00' })).toEqual(['backup'])
  expect(ids(jobs, { text: 'shop busybox' })).toEqual([])
  expect(ids(jobs, { type: 'docker' })).toEqual(['backup'])
})

test('jobs that need somebody: the next run is in doubt, or the last fell short', () => {
  const blocked = { readiness: { state: 'blocked', reasons: [] } } as Partial<JobView>
  const jobs = [
    view('blocked', blocked),
    view('off', { ...blocked, enabled: false, activeRuns: 1 }),
    view('failed', { lastRun: run('2026-11-20T02:00:00.000Z', 'failed') }),
    view('fine', { lastRun: run('2026-11-20T02:00:00.000Z', 'succeeded') }),
  ]
  expect(ids(jobs, { show: 'attention' })).toEqual(['blocked', 'failed'])
  expect(ids(jobs, { show: 'off' })).toEqual(['off'])
  expect(ids(jobs, { show: 'on' })).toEqual(['blocked', 'failed', 'fine'])
  expect(ids(jobs, { show: 'baking' })).toEqual(['off'])
})

test('each order, with names as the tie', () => {
  const jobs = [
    view('job-10', { nextDueAt: '2026-11-22T02:00:00.000Z' }),
    view('job-9', {
      nextDueAt: '2026-11-21T02:00:00.000Z',
      lastRun: run('2026-11-19T02:00:00.000Z', 'failed'),
      readiness: { state: 'ready', reasons: [] },
    }),
    view('job-1', {
      lastRun: run('2026-11-20T02:00:00.000Z', 'failed'),
      readiness: { state: 'blocked', reasons: [] },
    }),
  ]
  expect(ids(jobs, {})).toEqual(['job-1', 'job-9', 'job-10'])
  expect(ids(jobs, { sort: 'next' })).toEqual(['job-9', 'job-10', 'job-1'])
  expect(ids(jobs, { sort: 'last' })).toEqual(['job-1', 'job-9', 'job-10'])
  expect(ids(jobs, { sort: 'readiness' })).toEqual(['job-1', 'job-9', 'job-10'])
})
