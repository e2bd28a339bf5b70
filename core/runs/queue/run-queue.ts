import type { Run, Trigger } from '../../../contract/index.ts'
import { overlapOf } from '../../jobs/overlap-of.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import type { StopRequest } from '../run-session.ts'
import type { Judgement, StopCause } from '../verdict/judge.ts'
import { untilInstant } from './until-instant.ts'
import { createWaitingLine } from './waiting-line.ts'

/** The runs in the hands of this host: waiting for their time, for other runs or for a place, or at work. */
export interface RunQueue {
  /**
   * Brings a queued run through its waiting to `work`. A run that is asked to stop goes to its work at once. Resolves
   * when this host has the run in hand no more.
   */
  begin(run: Run, work: (stop: StopRequest) => Promise<Run>, priority?: number): Promise<void>
  /** Goes on with a run that was at work already. */
  goOn(run: Run, work: (stop: StopRequest) => Promise<Run>): void
  find(runId: string): QueuedRun | null
  /** Runs of a job, without those that wait for their time. */
  activeOf(jobId: string): string[]
  /** Lets the runs of a job that wait for their time go on now. */
  hurryHeld(jobId: string): void
  /** Whether a retry of the same job, rehearsed or not as this run is, waits for its time. */
  isAnyHeldLike(run: Pick<Run, 'jobId' | 'rehearsal'>): boolean
  /** Lets go of all runs without ending them; resolves when nothing more is written about them. */
  leave(): Promise<void>
  activeRuns(): number
  whenIdle(): Promise<void>
}

export interface QueuedRun {
  /** A retry whose time has not come: it is in nobody's way. */
  readonly isHeld: boolean
  /** Lets a held run begin now. */
  hurry(): void
  stop(cause: StopCause): void
}

interface Entry {
  jobId: string
  rehearsal: boolean
  stop: StopRequest & { abort: AbortController }
  isHeld: boolean
  hurry: AbortController
  done: Promise<void>
}

/** Who goes first where places are few: people before clocks, and clocks before what was missed. */
export const CLICK_PRIORITY = 0
const CLOCK_PRIORITY = 1
const PRIORITY: Partial<Record<Trigger, number>> = { manual: CLICK_PRIORITY, 'catch-up': 2 }

/** `reconsider` says why a held run whose time has come is not to be begun after all; then `giveUp` ends it. */
export function createRunQueue(
  deps: RunDependencies,
  tools: {
    reconsider(run: Run): Judgement | null
    giveUp(run: Run, judgement: Judgement, stop: StopRequest): Promise<Run>
  },
): RunQueue {
  const { runs, clock, changes } = deps
  const line = createWaitingLine({ clock, ceiling: () => deps.config.read().limits.maxConcurrentRuns })
  const entries = new Map<string, Entry>()
  /** Run ids of each job: with thousands of runs in line, nobody looks through all of them. */
  const ofJob = new Map<string, Set<string>>()
  const leaving = new AbortController()

  function activeOf(jobId: string): string[] {
    return [...(ofJob.get(jobId) ?? [])].filter((runId) => !entries.get(runId)!.isHeld)
  }

  function add(runId: string, entry: Entry): void {
    entries.set(runId, entry)
    const own = ofJob.get(entry.jobId)
    if (own) own.add(runId)
    else ofJob.set(entry.jobId, new Set([runId]))
  }

  function remove(runId: string, { jobId }: Entry): void {
    entries.delete(runId)
    const own = ofJob.get(jobId)
    own?.delete(runId)
    if (own?.size === 0) ofJob.delete(jobId)
  }

  function carry(run: Run, work: (entry: Entry) => Promise<Run>): Promise<void> {
    const abort = new AbortController()
    const stop = { cause: null as StopCause | null, signal: abort.signal, leave: leaving.signal, abort }
    const isHeld = run.notBeforeAt !== null
    const { jobId, rehearsal } = run
    const entry = { jobId, rehearsal, stop, isHeld, hurry: new AbortController(), done: Promise.resolve() }
    add(run.id, entry)
    entry.done = work(entry)
      .then(() => {})
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) {
          deps.onWarning(`${run.jobName} #${run.number} was left unfinished: ${(error as Error).message}`)
        }
      })
      .finally(() => remove(run.id, entry))
    return entry.done
  }

  function begin(
    run: Run,
    work: (stop: StopRequest) => Promise<Run>,
    priority = PRIORITY[run.trigger] ?? CLOCK_PRIORITY,
  ): Promise<void> {
    const before = othersBefore(run)
    return carry(run, async (entry) => {
      const { stop, hurry } = entry
      const given = AbortSignal.any([stop.signal, stop.leave])
      if (entry.isHeld) {
        const unwanted = await waitForItsTime(run, entry, given)
        if (unwanted) return await tools.giveUp(run, unwanted, stop)
        before.push(...othersBefore(run))
      }
      if (before.length > 0) await Promise.race([Promise.allSettled(before), aborted(given)])
      if (given.aborted) return await work(stop)
      const ticket = { priority: hurry.signal.aborted ? CLICK_PRIORITY : priority, queuedAt: run.queuedAt }
      const onWait = () => change(run, { progress: 'Waiting for another run to end: all places are taken.' })
      const leaveLine = await line.enter(ticket, { signal: given, onWait }).catch(() => null)
      try {
        return await work(stop)
      } finally {
        leaveLine?.()
      }
    })
  }

  async function waitForItsTime(run: Run, entry: Entry, given: AbortSignal): Promise<Judgement | null> {
    const hurried = entry.hurry.signal
    await untilInstant(clock, Date.parse(run.notBeforeAt!), AbortSignal.any([given, hurried]))
    if (given.aborted) return null
    const unwanted = hurried.aborted ? null : tools.reconsider(run)
    if (!unwanted) {
      entry.isHeld = false
      change(run, { notBeforeAt: null })
    }
    return unwanted
  }

  function change(run: Run, changed: Parameters<typeof runs.update>[1]): void {
    const { state } = runs.update(run.id, changed)
    changes.emit({ type: 'run', runId: run.id, jobId: run.jobId, state })
  }

  /** The runs that must have ended before this one begins. */
  function othersBefore(run: Run): Promise<void>[] {
    const repeated = run.retryOf === null ? undefined : entries.get(run.retryOf)
    const job = deps.findJob(run.jobId)
    const overlap = job ? overlapOf(job) : 'allow'
    // A retry was promised already, so where others would be skipped it waits its turn.
    const waits = overlap === 'queue' || (overlap === 'skip' && run.retryOf !== null)
    const others = waits ? activeOf(run.jobId).filter((id) => id !== run.id) : []
    return [...others.map((id) => entries.get(id)!.done), ...(repeated ? [repeated.done] : [])]
  }

  return {
    begin,
    goOn(run, work) {
      const leaveLine = line.occupy()
      void carry(run, ({ stop }) => work(stop).finally(leaveLine))
    },
    find(runId) {
      const entry = entries.get(runId)
      if (!entry) return null
      return {
        isHeld: entry.isHeld,
        hurry: () => entry.hurry.abort(),
        stop(cause) {
          entry.stop.cause ??= cause
          entry.stop.abort.abort(new Error(cause))
        },
      }
    },
    activeOf,
    hurryHeld(jobId) {
      for (const runId of ofJob.get(jobId) ?? []) {
        const entry = entries.get(runId)!
        if (entry.isHeld) entry.hurry.abort()
      }
    },
    isAnyHeldLike: ({ jobId, rehearsal }) =>
      [...(ofJob.get(jobId) ?? [])].some((runId) => {
        const entry = entries.get(runId)!
        return entry.isHeld && entry.rehearsal === rehearsal
      }),
    async leave() {
      leaving.abort(new Error('the host is going'))
      await Promise.all([...entries.values()].map((entry) => entry.done))
    },
    activeRuns: () => [...entries.values()].filter((entry) => !entry.isHeld).length,
    async whenIdle() {
      for (;;) {
        const atWork = [...entries.values()].filter((entry) => !entry.isHeld)
        if (atWork.length === 0) return
        await Promise.all(atWork.map((entry) => entry.done))
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
