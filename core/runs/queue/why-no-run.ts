import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { overlapOf } from '../../jobs/overlap-of.ts'
import type { RunDependencies } from '../run-dependencies.ts'

type AnyJob = PipelineJob | DockerJob

/**
 * Why a job is not to be run although its moment has come or the run it follows has ended; `null` when it is. Nobody
 * clicked, so what would be refused to a person is left out here.
 */
export function whyNoRun(
  job: AnyJob,
  deps: Pick<RunDependencies, 'isPaused'>,
  tools: {
    /** Why the day's budget allows no run of the job. */
    refusal: (job: AnyJob) => unknown
    activeOf: (jobId: string) => string[]
  },
): 'disabled' | 'paused' | 'overlap' | 'budget' | null {
  if (!job.enabled) return 'disabled'
  if (deps.isPaused?.()) return 'paused'
  if (overlapOf(job) === 'skip' && tools.activeOf(job.id).length > 0) return 'overlap'
  return tools.refusal(job) ? 'budget' : null
}
