import type { DockerJob, PipelineJob, Run, Trigger } from '../../contract/index.ts'
import type { Config } from '../ports/config-store.ts'
import type { NewRun } from '../ports/run-store.ts'
import { createRunId } from './run-id.ts'

/** A run of a job as it is first written down. `repeats` is the run it is another attempt at. */
export function newRunOf(
  job: PipelineJob | DockerJob,
  how: {
    trigger: Trigger
    rehearsal: boolean
    dueAt?: string | null
    repeats?: Pick<Run, 'id' | 'attempt' | 'chainedFrom'>
    chainedFrom?: string
    notBeforeAt?: string
  },
  { config, nowMs }: { config: Config; nowMs: number },
): NewRun {
  return {
    id: createRunId(nowMs),
    jobId: job.id,
    jobName: job.name,
    jobType: job.type,
    trigger: how.trigger,
    rehearsal: how.rehearsal,
    attempt: (how.repeats?.attempt ?? 0) + 1,
    retryOf: how.repeats?.id ?? null,
    chainedFrom: how.chainedFrom ?? how.repeats?.chainedFrom?.id ?? null,
    notBeforeAt: how.notBeforeAt ?? null,
    dueAt: how.dueAt ?? null,
    queuedAt: new Date(nowMs).toISOString(),
    image: imageOf(job, how.rehearsal, config),
    source:
      job.type === 'agent-pipeline'
        ? { repo: job.source.repo, branch: job.source.branch, pipeline: job.pipeline }
        : null,
  }
}

function imageOf(job: PipelineJob | DockerJob, rehearsal: boolean, config: Config): string {
  if (job.type === 'docker') return job.image
  return rehearsal ? config.pipeline.rehearsalImage : (job.image ?? config.pipeline.image)
}
