import type { DockerJob, PipelineJob, Run, RunSummary, Trigger } from '../../contract/index.ts'
import { notFound, OvenError } from '../errors.ts'
import { overlapOf } from '../jobs/overlap-of.ts'
import { createBaker } from './bake.ts'
import type { StopCause } from './judge.ts'
import { notifyEnd } from './notify-end.ts'
import type { RunDependencies } from './run-dependencies.ts'
import { createRunId } from './run-id.ts'
import type { StopRequest } from './run-session.ts'
import { createStartGate } from './start-gate.ts'

type AnyJob = PipelineJob | DockerJob

/** Starts, stops and remembers runs. */
export interface RunService {
  /** Asks for a run now. Refuses with `already-running` where the job's overlap is `skip` and one is active. */
  start(job: AnyJob, options: { trigger: Trigger; rehearse?: boolean }): RunSummary
  /**
   * Makes runs of claimed slots. A slot whose job forbids overlap ends as `skipped` when a run is active, one whose job
   * is gone or disabled does too. Resolves when this host has none of these runs in hand any more.
   */
  launchSlots(
    slots: readonly { jobId: string; dueAt: string }[],
    trigger: 'schedule' | 'catch-up',
  ): Promise<void>
  /** Writes the wish down and answers at once; the run's end follows. */
  cancel(runId: string): RunSummary
  /** Finds a run by id, unique beginning of an id, or `job#number`. Throws `not-found`. */
  resolve(name: string): Run
  /** Takes up what the host left unfinished when it went away. */
  recover(): void
  /** Lets go of all runs without ending them; resolves when nothing more is written about them. */
  leave(): Promise<void>
  activeRuns(): number
  /** Resolves once no run of this host is active. */
  whenIdle(): Promise<void>
}

interface ActiveRun {
  jobId: string
  stop: StopRequest & { abort: AbortController }
  done: Promise<void>
}

export function createRunService(deps: RunDependencies): RunService {
  const { runs, slots, clock, changes } = deps
  const gate = createStartGate(deps.cpus * 2)
  const baker = createBaker(deps, gate)
  const active = new Map<string, ActiveRun>()
  const leaving = new AbortController()

  function activeOf(jobId: string): string[] {
    return [...active].flatMap(([runId, entry]) => (entry.jobId === jobId ? [runId] : []))
  }

  function create(job: AnyJob, trigger: Trigger, rehearse: boolean, dueAt: string | null): Run {
    const config = deps.config.read()
    const now = clock.now()
    const image =
      job.type === 'docker'
        ? job.image
        : rehearse
          ? config.pipeline.rehearsalImage
          : (job.image ?? config.pipeline.image)
    const source =
      job.type === 'agent-pipeline'
        ? { repo: job.source.repo, branch: job.source.branch, pipeline: job.pipeline }
        : null
    const run = runs.create({
      id: createRunId(now),
      jobId: job.id,
      jobName: job.name,
      jobType: job.type,
      trigger,
      rehearsal: rehearse,
      attempt: 1,
      dueAt,
      queuedAt: new Date(now).toISOString(),
      image,
      source,
    })
    changes.emit({ type: 'run', runId: run.id, jobId: run.jobId, state: run.state })
    return run
  }

  function carry(run: Run, work: (stop: StopRequest) => Promise<Run>): void {
    const abort = new AbortController()
    const stop = { cause: null as StopCause | null, signal: abort.signal, leave: leaving.signal, abort }
    const done = work(stop)
      .then((finished) => notifyEnd(deps, finished))
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) {
          deps.onWarning(`${run.jobName} #${run.number} was left unfinished: ${(error as Error).message}`)
        }
      })
      .finally(() => active.delete(run.id))
    active.set(run.id, { jobId: run.jobId, stop, done })
  }

  function begin(run: Run, job: AnyJob): void {
    const before = job.overlap === 'queue' ? activeOf(job.id).map((id) => active.get(id)!.done) : []
    carry(run, async (stop) => {
      if (before.length > 0) {
        const waited = Promise.allSettled(before)
        await Promise.race([waited, aborted(AbortSignal.any([stop.signal, stop.leave]))])
      }
      return await baker.bake(run, job, stop)
    })
  }

  /** Its run may have been written down and not yet its slot; and what has not started will be late by our absence. */
  function takeUpSlot(run: Run): void {
    if (!run.dueAt || run.attempt > 1 || run.startedAt || run.outcome) return
    slots.settle(run.jobId, run.dueAt, 'claimed', 'quit', new Date(clock.now()).toISOString())
    slots.assignRun(run.jobId, run.dueAt, run.id)
  }

  function resolve(name: string): Run {
    const numbered = /^(.+)#(\d+)$/.exec(name)
    const run = numbered ? runs.findByNumber(numbered[1]!, Number(numbered[2])) : runs.find(name)
    if (run) return run
    const [first, second] = numbered || name.length < 4 ? [] : runs.findByPrefix(name)
    if (first && !second) return runs.find(first)!
    if (second) {
      throw new OvenError('run-ambiguous', `Several runs begin with "${name}".`, {
        kind: 'INPUT_INVALID',
        hint: 'Give more of the id.',
      })
    }
    throw notFound(
      `There is no run "${name}".`,
      'See `oven runs list`; a run is named by its id or as job#number.',
    )
  }

  return {
    start(job, { trigger, rehearse = false }) {
      if (rehearse && job.type !== 'agent-pipeline') {
        throw new OvenError(
          'rehearsal-impossible',
          `"${job.id}" is a docker job; only pipelines can be rehearsed.`,
          {
            kind: 'INPUT_INVALID',
            hint: 'Run it without rehearsing.',
          },
        )
      }
      const others = activeOf(job.id)
      if (others.length > 0 && overlapOf(job) === 'skip') {
        const other = runs.find(others[0]!)
        throw new OvenError('already-running', `"${job.id}" is running already (#${other?.number}).`, {
          kind: 'CONFLICT',
          hint: 'Wait for it, cancel it, or set "overlap" of the job to "allow" or "queue".',
        })
      }
      const run = create(job, trigger, rehearse, null)
      begin(run, job)
      return run
    },
    launchSlots(due, trigger) {
      const begun: Promise<void>[] = []
      for (const { jobId, dueAt } of due) {
        const job = deps.findJob(jobId)
        const at = new Date(clock.now()).toISOString()
        if (!job?.enabled) {
          slots.settle(jobId, dueAt, 'skipped', 'disabled', at)
        } else if (overlapOf(job) === 'skip' && activeOf(jobId).length > 0) {
          slots.settle(jobId, dueAt, 'skipped', 'overlap', at)
        } else {
          const run = create(job, trigger, false, dueAt)
          slots.assignRun(jobId, dueAt, run.id)
          if (overlapOf(job) === 'queue' && activeOf(jobId).length > 0) {
            slots.settle(jobId, dueAt, 'claimed', 'overlap', at)
          }
          begin(run, job)
          begun.push(active.get(run.id)!.done)
        }
        changes.emit({ type: 'slot', jobId })
      }
      return Promise.allSettled(begun).then(() => undefined)
    },
    cancel(runId) {
      const run = resolve(runId)
      const entry = active.get(run.id)
      if (run.state === 'finished' || !entry) {
        throw new OvenError(
          'run-finished',
          `${run.jobName} #${run.number} has finished already (${run.outcome}).`,
          {
            kind: 'CONFLICT',
          },
        )
      }
      const { stopCause } = runs.readInternals(run.id)
      if (!stopCause) runs.writeInternals(run.id, { stopCause: 'cancelled' })
      entry.stop.cause ??= stopCause ?? 'cancelled'
      entry.stop.abort.abort(new Error('cancelled'))
      return runs.find(run.id) ?? run
    },
    resolve,
    recover() {
      for (const run of runs.unfinished()) {
        takeUpSlot(run)
        if (!active.has(run.id)) carry(run, (stop) => baker.resume(run, deps.findJob(run.jobId), stop))
      }
    },
    async leave() {
      leaving.abort(new Error('the host is going'))
      await Promise.all([...active.values()].map((entry) => entry.done))
    },
    activeRuns: () => active.size,
    async whenIdle() {
      while (active.size > 0) await Promise.all([...active.values()].map((entry) => entry.done))
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
