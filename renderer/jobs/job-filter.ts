import type { JobView } from '../../contract/index.ts'
import { runTone } from '../format/words.ts'

export const jobSorts = ['name', 'next', 'last', 'readiness'] as const
export type JobSort = (typeof jobSorts)[number]

/** What of the jobs is listed, and in which order, as it stands in the address. Empty means: all. */
export interface JobFilter {
  text: string
  type: '' | 'agent-pipeline' | 'docker'
  show: '' | 'on' | 'off' | 'attention' | 'baking'
  sort: JobSort
}

const types = ['', 'agent-pipeline', 'docker'] as const
const shows = ['', 'on', 'off', 'attention', 'baking'] as const

/** Reads the address. A value of another version of the oven counts as none. */
export function readJobFilter(query: URLSearchParams): JobFilter {
  return {
    text: query.get('text') ?? '',
    type: oneOf(types, query.get('type')) ?? '',
    show: oneOf(shows, query.get('show')) ?? '',
    sort: oneOf(jobSorts, query.get('sort')) ?? 'name',
  }
}

/** Only what differs from all jobs by name, for the address. */
export function writeJobFilter(filter: JobFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter(([name, value]) => value !== '' && !(name === 'sort' && value === 'name')),
  )
}

/** The jobs that a filter lets through, in its order. */
export function filterJobs(jobs: readonly JobView[], filter: JobFilter): JobView[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = jobs.filter(
    (view) =>
      (filter.type === '' || view.job.type === filter.type) &&
      isShown(view, filter.show) &&
      words.every((word) => searchText(view).includes(word)),
  )
  return matching.sort(orders[filter.sort])
}

/** That somebody should look at it: its next run is in doubt, or the last one fell short. */
export function needsAttention({ job, readiness, lastRun }: JobView): boolean {
  if (job.enabled && readiness !== null && readiness.state !== 'ready') return true
  return lastRun !== null && ['failed', 'attention'].includes(runTone(lastRun))
}

function isShown(view: JobView, show: JobFilter['show']): boolean {
  switch (show) {
    case '':
      return true
    case 'on':
      return view.job.enabled
    case 'off':
      return !view.job.enabled
    case 'attention':
      return needsAttention(view)
    case 'baking':
      return view.activeRuns > 0
  }
}

/** Views are made anew when they change, so a text is right for as long as its view exists. */
const texts = new WeakMap<JobView, string>()

function searchText(view: JobView): string {
  let text = texts.get(view)
  if (text === undefined) {
    const { job } = view
    const place =
      job.type === 'docker' ? job.image : `${job.source.repo} ${job.source.branch} ${job.pipeline}`
    text = `${job.name} ${job.id} ${place} ${view.scheduleText}`.toLowerCase()
    texts.set(view, text)
  }
  return text
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const byName = (a: JobView, b: JobView) =>
  collator.compare(a.job.name, b.job.name) || collator.compare(a.job.id, b.job.id)
const readinessRank = ({ job, readiness }: JobView) =>
  !job.enabled ? 4 : readiness === null ? 3 : { blocked: 0, 'at-risk': 1, ready: 2 }[readiness.state]

/** Instants are written alike, so their texts sort; what has none comes last. */
const orders: Record<JobSort, (a: JobView, b: JobView) => number> = {
  name: byName,
  next: (a, b) => compareTexts(a.nextDueAt ?? '~', b.nextDueAt ?? '~') || byName(a, b),
  last: (a, b) => compareTexts(b.lastRun?.queuedAt ?? '', a.lastRun?.queuedAt ?? '') || byName(a, b),
  readiness: (a, b) => readinessRank(a) - readinessRank(b) || byName(a, b),
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function oneOf<T extends string>(values: readonly T[], value: string | null): T | undefined {
  return values.find((each) => each === value)
}
