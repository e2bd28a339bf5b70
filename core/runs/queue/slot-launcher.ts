import type { DockerJob, PipelineJob, Run } from '../../../contract/index.ts'
import { messageOf } from '../../errors.ts'
import { overlapOf } from '../../jobs/overlap-of.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import { whyNoRun } from './why-no-run.ts'

type AnyJob = PipelineJob | DockerJob
export type ClaimedSlot = { jobId: string; dueAt: string }

/** Makes runs of claimed slots. */
export interface SlotLauncher {
  /** Tries each slot once before it returns. Resolves when this host has none of the runs in hand any more. */
  launch(slots: readonly ClaimedSlot[], trigger: 'schedule' | 'catch-up'): Promise<void>
  /** Lets go of what could not be written down yet; the next host finds those slots. */
  stop(): void
}

/** How long a slot waits whose run could not be written down; doubled each time, up to the second. */
const AGAIN_MS = 1_000
const LONGEST_WAIT_MS = 30_000

export function createSlotLauncher(
  deps: RunDependencies,
  tools: {
    /** Why the day's budget allows no run of the job. */
    refusal: (job: AnyJob) => unknown
    activeOf: (jobId: string) => string[]
    create: (job: AnyJob, trigger: 'schedule' | 'catch-up', dueAt: string) => Run
    /** `null`: its job has been removed meanwhile. */
    begin: (run: Run, job: AnyJob | null) => Promise<void>
  },
): SlotLauncher {
  const { slots, clock, changes } = deps
  let isStopped = false

  /** `made` holds the run of an earlier try that got as far as that. Answers `null` for a slot that is not to run. */
  function tryOnce(
    { jobId, dueAt }: ClaimedSlot,
    trigger: 'schedule' | 'catch-up',
    made: { run?: Run },
  ): Promise<void> | null {
    const job = deps.findJob(jobId)
    const at = new Date(clock.now()).toISOString()
    const isBehind = job && overlapOf(job) === 'queue' && tools.activeOf(jobId).length > 0
    if (!made.run) {
      const cause = job ? whyNoRun(job, deps, tools) : 'disabled'
      if (!job || cause) {
        slots.settle(jobId, dueAt, 'skipped', cause, at)
        return null
      }
      made.run = tools.create(job, trigger, dueAt)
    }
    slots.assignRun(jobId, dueAt, made.run.id)
    if (isBehind) slots.settle(jobId, dueAt, 'claimed', 'overlap', at)
    return tools.begin(made.run, job)
  }

  /** While nothing can be written down (a full disk), tries again: a claimed slot fires for nobody else. */
  async function launchOne(slot: ClaimedSlot, trigger: 'schedule' | 'catch-up'): Promise<void> {
    const made: { run?: Run } = {}
    for (let waitMs = AGAIN_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      let begun: Promise<void> | null
      try {
        begun = tryOnce(slot, trigger, made)
      } catch (error) {
        if (waitMs === AGAIN_MS) deps.onWarning(`"${slot.jobId}" waits to be started: ${messageOf(error)}`)
        await new Promise<void>((resolve) => clock.after(waitMs, resolve))
        if (isStopped) return
        continue
      }
      changes.emit({ type: 'slot', jobId: slot.jobId })
      return await (begun ?? undefined)
    }
  }

  return {
    launch: (due, trigger) => Promise.all(due.map((slot) => launchOne(slot, trigger))).then(() => undefined),
    stop() {
      isStopped = true
    },
  }
}
