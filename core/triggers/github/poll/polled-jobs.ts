import type { DockerJob, PipelineJob } from '../../../../contract/index.ts'
import type { GithubPollStore } from '../../../ports/github-poll-store.ts'
import { repoOf } from '../repo-of.ts'
import type { AskingJob } from './poll-repository.ts'

export type AnyJob = PipelineJob | DockerJob

/** A repository that jobs have GitHub asked about. */
export interface PolledPlace {
  /** The API's address and the repository in small letters: one for all jobs that begin there. */
  place: string
  repo: string
  jobs: (AskingJob & { job: AnyJob })[]
}

/**
 * The repositories to be asked about, and since when each job's rules are known. A job that is new, changed or switched on
 * begins at what happens from now on; what its rules are not about may change without that.
 */
export function polledPlaces(
  jobs: readonly AnyJob[],
  {
    store,
    apiUrl,
    nowMs,
  }: {
    store: Pick<GithubPollStore, 'jobs' | 'keepJob' | 'forgetJob'>
    apiUrl: string
    nowMs: number
  },
): PolledPlace[] {
  const known = new Map(store.jobs().map((each) => [each.jobId, each]))
  const places = new Map<string, PolledPlace>()
  for (const job of jobs) {
    const repo = repoOf(job)
    if (!job.enabled || !job.github || job.github.poll === false || repo === null) continue
    const place = `${apiUrl.replace(/\/$/, '')} ${repo.toLowerCase()}`
    const fingerprint = JSON.stringify([place, job.github.on])
    let since = known.get(job.id)
    known.delete(job.id)
    if (since?.fingerprint !== fingerprint) {
      since = { jobId: job.id, fingerprint, since: new Date(nowMs).toISOString() }
      store.keepJob(since)
    }
    const polled = places.get(place) ?? { place, repo, jobs: [] }
    places.set(place, polled)
    polled.jobs.push({ id: job.id, rules: job.github.on, sinceMs: Date.parse(since.since), job })
  }
  for (const jobId of known.keys()) store.forgetJob(jobId)
  return [...places.values()]
}

/** Jobs with each credential once, in their order: GitHub is asked as the first of them that it lets in. */
export function byCredential(jobs: readonly AnyJob[]): AnyJob[] {
  const keyOf = (job: AnyJob) => (job.type === 'agent-pipeline' ? (job.source.credentials ?? '') : '')
  return [...new Map([...jobs].reverse().map((job) => [keyOf(job), job])).values()].reverse()
}
