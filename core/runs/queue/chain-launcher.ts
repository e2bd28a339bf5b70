import type { After, ChainCause, DockerJob, PipelineJob, Run } from '../../../contract/index.ts'
import { chainPayload } from '../../triggers/chain-payload.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import { whyNoRun } from './why-no-run.ts'

type AnyJob = PipelineJob | DockerJob

/** Makes runs of the jobs that follow a run's end. */
export interface ChainLauncher {
  /**
   * Begins what follows a run that has ended and is not tried again. Asked before the run is called finished, and again
   * by the next host if this one goes away in between: what was decided once stays. Answers a sentence for each job that
   * was decided on now. Throws `disk-full`.
   */
  plan(run: Run): string[]
}

export function createChainLauncher(
  deps: RunDependencies,
  tools: {
    /** Why the day's budget allows no run of the job. */
    refusal: (job: AnyJob) => unknown
    activeOf: (jobId: string) => string[]
    create: (job: AnyJob, parent: Run) => Run
    begin: (run: Run, job: AnyJob) => void
  },
): ChainLauncher {
  return {
    plan(parent) {
      const { chains, payloads } = deps
      if (!chains || !isFollowed(parent)) return []
      const wanted = (deps.followersOf?.(parent.jobId) ?? []).filter(
        (job) => isMet(job.after, parent) && !chains.has(parent.id, job.id),
      )
      return wanted.map((job) => {
        const cause: ChainCause | null = whyNoRun(job, deps, tools)
        const at = new Date(deps.clock.now()).toISOString()
        const link = { parentRunId: parent.id, jobId: job.id, at }
        if (cause) {
          chains.keep({ ...link, runId: null, cause })
          return `"${job.id}" follows, but is skipped: ${causeWords[cause]}.`
        }
        const run = chains.atOnce(() => {
          const made = tools.create(job, parent)
          payloads?.assign(made.id, payloads.keep(chainPayload(parent), at))
          chains.keep({ ...link, runId: made.id, cause: null })
          return made
        })
        tools.begin(run, job)
        return `"${job.id}" follows as #${run.number}.`
      })
    },
  }
}

/** A rehearsal did none of the work that others would build on; a superseded attempt was followed as the run that did. */
function isFollowed(run: Run): boolean {
  return !run.rehearsal && run.outcome !== null && run.error?.code !== 'superseded'
}

function isMet(after: After | undefined, { outcome, verdict }: Run): boolean {
  if (!after || outcome === null) return false
  if (!after.on.includes('finished') && !after.on.includes(outcome)) return false
  return after.verdicts === undefined || (verdict !== null && after.verdicts.includes(verdict))
}

const causeWords: Record<ChainCause, string> = {
  disabled: 'it is disabled',
  paused: 'all schedules are paused',
  overlap: 'a run of it has not finished',
  budget: 'its budget for today is spent',
}
