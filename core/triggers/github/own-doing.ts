import type { DockerJob, PipelineJob, Run } from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { GithubOrigin } from '../../ports/github-store.ts'
import type { RunStore } from '../../ports/run-store.ts'

type AnyJob = PipelineJob | DockerJob

/**
 * Whether a commit that is told of is one that a run of this very job pushed, so that the job would begin itself again and
 * again: that run, or `later` while one of it is at work that may have. What a run pushed is known when it has ended.
 */
export function ownDoing(
  runs: Pick<RunStore, 'unfinished' | 'list' | 'find'>,
  job: AnyJob,
  { origin, takenAt }: { origin: GithubOrigin; takenAt: string },
): 'no' | 'later' | { run: Run } {
  const { event, sha } = origin
  if (job.type !== 'agent-pipeline' || job.push === false) return 'no'
  if (event !== 'push' && event !== 'pull_request') return 'no'
  if (sha === null || !/^[\da-f]{40,64}$/.test(sha)) return 'no'
  for (const { id } of runs.list({ jobId: job.id, text: sha }, { limit: 10 }).runs) {
    const run = runs.find(id)
    const isOfRun =
      run?.branches.some(({ pushed, commit }) => pushed && commit === sha) ||
      run?.commits.some((commit) => commit.sha === sha)
    if (run && isOfRun) return { run }
  }
  const isAtWork = runs
    .unfinished()
    .some((run) => run.jobId === job.id && run.startedAt !== null && run.startedAt <= takenAt)
  return isAtWork ? 'later' : 'no'
}

export function ownPush({ jobName, number }: Run): OvenError {
  return new OvenError('github-own-doing', `${jobName} #${number} pushed this commit itself.`, {
    kind: 'CONFLICT',
    hint: 'A job does not begin at what it did itself. Deliver it again from here if it is to be done all the same.',
  })
}
