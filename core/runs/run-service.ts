import type { DockerJob, PipelineJob, Run, RunSummary, Trigger } from '../../contract/index.ts'
import { notFound, OvenError } from '../errors.ts'
import { overlapOf } from '../jobs/overlap-of.ts'
import { createBaker } from './bake.ts'
import { newRunOf } from './new-run.ts'
import { createChainLauncher } from './queue/chain-launcher.ts'
import { canHeal, nextAttemptAt } from './queue/retry-plan.ts'
import { withPatience } from './queue/run-patience.ts'
import { CLICK_PRIORITY, createRunQueue } from './queue/run-queue.ts'
import { slotCauseOf } from './queue/slot-cause.ts'
import { type ClaimedSlot, createSlotLauncher } from './queue/slot-launcher.ts'
import { createStartGate } from './queue/start-gate.ts'
import { resolveRun } from './resolve-run.ts'
import type { RunDependencies } from './run-dependencies.ts'
import type { PlannedRetry, StopRequest } from './run-session.ts'
import { createDayBudgets } from './spending/day-budget.ts'
import type { Judgement } from './verdict/judge.ts'

type AnyJob = PipelineJob | DockerJob

/** Starts, stops and remembers runs. */
export interface RunService {
  /**
   * Asks for a run now. Refuses with `already-running` where the job's overlap is `skip` and one is active, and with
   * `budget-spent` where the day's budget is, unless `force`.
   */
  start(
    job: AnyJob,
    options: {
      trigger: Trigger
      rehearse?: boolean
      force?: boolean
      /** Writes the run down together with what belongs to it: all of it is kept, or there is no run. */
      writtenWith?: (create: () => Run) => Run
    },
  ): RunSummary
  /**
   * Makes runs of claimed slots. A slot whose job forbids overlap ends as `skipped` when a run is active; one whose job
   * is gone, disabled or without any budget left today does too. Resolves when this host has none of these runs in hand
   * any more.
   */
  launchSlots(slots: readonly ClaimedSlot[], trigger: 'schedule' | 'catch-up'): Promise<void>
  /** Writes the wish down and answers at once; the run's end follows. Refuses with `run-ended` when it is too late. */
  cancel(runId: string): RunSummary
  /** Runs a finished run's job again, now, as its next attempt; an attempt that waits for its time begins at once. */
  retry(runId: string, options?: { force?: boolean }): RunSummary
  /** Finds a run by id, unique beginning of an id, or `job#number`. Throws `not-found`. */
  resolve(name: string): Run
  /** Takes up what the host left unfinished when it went away. */
  recover(): void
  /** Lets go of all runs without ending them; resolves when nothing more is written about them. */
  leave(): Promise<void>
  /** Runs at work or in line for it, without those that wait to be tried again. */
  activeRuns(): number
  /** Resolves once no run of this host is active. */
  whenIdle(): Promise<void>
}

export function createRunService(deps: RunDependencies): RunService {
  const { runs, slots, clock, changes } = deps
  const random = deps.random ?? Math.random
  const budgets = createDayBudgets(deps)
  const baker = withPatience(
    createBaker(
      { ...deps, planRetry, planChains: (run) => chains.plan(run) },
      createStartGate(deps.cpus * 2),
    ),
    deps,
  )
  const queue = createRunQueue(deps, { reconsider, giveUp: baker.giveUp })

  // An attempt that waits for its time does not outlast its job: taken up now, it ends as one whose job was removed.
  changes.on((change) => {
    if (change.type === 'job' && !deps.findJob(change.jobId)) queue.hurryHeld(change.jobId)
  })

  function create(job: AnyJob, how: Parameters<typeof newRunOf>[1]): Run {
    const run = runs.create(newRunOf(job, how, { config: deps.config.read(), nowMs: clock.now() }))
    changes.emit({ type: 'run', runId: run.id, jobId: run.jobId, state: run.state })
    return run
  }

  /** Asked before a run is called finished, so that a host that goes away in between leaves no retry out. */
  function planRetry(run: Run): PlannedRetry | null {
    // A slot whose run never began goes on as the slot of the attempt.
    const slotDueAt = run.startedAt === null ? run.dueAt : null
    const known = runs.findRetryOf(run.id)
    const retry = known ?? createRetry(run, slotDueAt)
    if (!retry) return null
    const hasSlot = slotDueAt !== null && retry.dueAt !== null
    if (hasSlot) {
      // What kept this run from beginning is what makes the slot late.
      const cause = slotCauseOf(run, { jobGone: false })
      slots.settle(run.jobId, slotDueAt, 'claimed', cause, new Date(clock.now()).toISOString())
      slots.assignRun(run.jobId, slotDueAt, retry.id)
    }
    return { run: retry, isNew: known === null, hasSlot }
  }

  function createRetry(run: Run, dueAt: string | null): Run | null {
    const job = deps.findJob(run.jobId)
    // One waiting retry of a job is enough: more would all begin at the moment a limit lifts.
    if (!job || !canHeal(run, job.retry) || queue.isAnyHeldLike(run)) return null
    const notBeforeAt = new Date(nextAttemptAt(run, job.retry!, clock.now(), random)).toISOString()
    const retry = create(job, {
      trigger: 'retry',
      rehearsal: run.rehearsal,
      repeats: run,
      notBeforeAt,
      dueAt,
    })
    void queue.begin(retry, (stop) => baker.resume(retry, deps.findJob(retry.jobId), stop))
    return retry
  }

  /** Why a retry whose time has come is not to be begun after all. */
  function reconsider(run: Run): Judgement | null {
    const job = deps.findJob(run.jobId)
    if (!job) return null
    if (!job.enabled && firstAttemptOf(run).trigger !== 'manual') {
      return notNeeded('job-disabled', 'The job was disabled before the run was tried again.', 'incomplete')
    }
    const newest = runs.latestOf([run.jobId]).get(run.jobId)
    if (
      newest &&
      newest.id !== run.id &&
      newest.outcome === 'succeeded' &&
      newest.rehearsal === run.rehearsal
    ) {
      const message = `Run #${newest.number} succeeded meanwhile, so there was nothing to try again.`
      return notNeeded('superseded', message, 'nothing-to-do')
    }
    const refusal = run.rehearsal ? null : budgets.refusal(job)
    if (!refusal) return null
    const { code, message, hint } = refusal
    return { outcome: 'blocked', verdict: 'blocked', error: { code, message, hint } }
  }

  /** Its run may have been written down and not yet its slot; and what has not started will be late by our absence. */
  function takeUpSlot(run: Run): void {
    if (!run.dueAt || run.attempt > 1 || run.startedAt || run.outcome) return
    slots.settle(run.jobId, run.dueAt, 'claimed', 'quit', new Date(clock.now()).toISOString())
    slots.assignRun(run.jobId, run.dueAt, run.id)
  }

  function firstAttemptOf(run: Run): Run {
    const before = run.retryOf === null ? null : runs.find(run.retryOf)
    return before ? firstAttemptOf(before) : run
  }

  function refuseOverlap(job: AnyJob): void {
    const [other] = overlapOf(job) === 'skip' ? queue.activeOf(job.id) : []
    if (!other) return
    throw new OvenError('already-running', `"${job.id}" is running already (#${runs.find(other)?.number}).`, {
      kind: 'CONFLICT',
      hint: 'Wait for it, cancel it, or set "overlap" of the job to "allow" or "queue".',
    })
  }

  function refuseSpent(job: AnyJob, { rehearsal, force }: { rehearsal: boolean; force: boolean }): void {
    const refusal = rehearsal || force ? null : budgets.refusal(job)
    if (refusal) throw refusal
  }

  const launcher = createSlotLauncher(deps, {
    refusal: (job) => budgets.refusal(job),
    activeOf: queue.activeOf,
    create: (job, trigger, dueAt) => create(job, { trigger, rehearsal: false, dueAt }),
    begin: (run, job) =>
      queue.begin(run, (stop) => (job ? baker.bake(run, job, stop) : baker.resume(run, null, stop))),
  })

  const chains = createChainLauncher(deps, {
    refusal: (job) => budgets.refusal(job),
    activeOf: queue.activeOf,
    create: (job, parent) => create(job, { trigger: 'chain', rehearsal: false, chainedFrom: parent.id }),
    begin: (run, job) => void queue.begin(run, (stop) => baker.bake(run, job, stop)),
  })

  return {
    start(job, { trigger, rehearse = false, force = false, writtenWith = (write) => write() }) {
      if (rehearse && job.type !== 'agent-pipeline') {
        const message = `"${job.id}" is a docker job; only pipelines can be rehearsed.`
        const hint = 'Run it without rehearsing.'
        throw new OvenError('rehearsal-impossible', message, { kind: 'INPUT_INVALID', hint })
      }
      refuseOverlap(job)
      refuseSpent(job, { rehearsal: rehearse, force })
      const run = writtenWith(() => create(job, { trigger, rehearsal: rehearse }))
      void queue.begin(run, (stop) => baker.bake(run, job, stop))
      return run
    },
    launchSlots: launcher.launch,
    cancel(name) {
      const run = resolveRun(runs, name)
      const queued = queue.find(run.id)
      const called = `${run.jobName} #${run.number}`
      if (run.state === 'finished' || !queued) {
        throw new OvenError('run-finished', `${called} has finished already (${run.outcome}).`, {
          kind: 'CONFLICT',
        })
      }
      if (run.state === 'collecting' || run.outcome) {
        throw new OvenError('run-ended', `${called} has ended by itself; its results are being collected.`, {
          kind: 'CONFLICT',
        })
      }
      const { stopCause } = runs.readInternals(run.id)
      if (!stopCause) runs.writeInternals(run.id, { stopCause: 'cancelled' })
      queued.stop(stopCause ?? 'cancelled')
      return runs.find(run.id) ?? run
    },
    retry(name, { force = false } = {}) {
      const named = resolveRun(runs, name)
      const next = runs.findRetryOf(named.id)
      const run = next && queue.find(next.id)?.isHeld ? next : named
      const job = deps.findJob(run.jobId)
      if (!job) {
        throw notFound(`The job "${run.jobId}" is not there any longer.`, 'Add it again, or run another.')
      }
      const queued = queue.find(run.id)
      if (run.state !== 'finished' && !queued?.isHeld) {
        throw new OvenError('run-unfinished', `${run.jobName} #${run.number} has not finished.`, {
          kind: 'CONFLICT',
          hint: 'Wait for its end, or cancel it.',
        })
      }
      refuseOverlap(job)
      refuseSpent(job, { rehearsal: run.rehearsal, force })
      if (queued) {
        queued.hurry()
        return run
      }
      const retry = create(job, { trigger: 'retry', rehearsal: run.rehearsal, repeats: run })
      void queue.begin(retry, (stop) => baker.bake(retry, job, stop), CLICK_PRIORITY)
      return retry
    },
    resolve: (name) => resolveRun(runs, name),
    recover() {
      for (const run of runs.unfinished()) {
        if (queue.find(run.id)) continue
        takeUpSlot(run)
        const resume = (stop: StopRequest) => baker.resume(run, deps.findJob(run.jobId), stop)
        const isWaiting = run.state === 'queued' && !run.outcome && !runs.readInternals(run.id).stopCause
        if (isWaiting) void queue.begin(run, resume)
        else queue.goOn(run, resume)
      }
    },
    leave() {
      launcher.stop()
      return queue.leave()
    },
    activeRuns: queue.activeRuns,
    whenIdle: queue.whenIdle,
  }
}

function notNeeded(code: string, message: string, verdict: Judgement['verdict']): Judgement {
  return { outcome: 'cancelled', verdict, error: { code, message, hint: null } }
}
