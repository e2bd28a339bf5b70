import type { Run, SlotCause, SlotState } from '../../contract/index.ts'
import type { RunEgress } from '../cage/run-egress.ts'
import { endCage } from './container/cage-steps.ts'
import { withEnginePatience } from './container/engine-patience.ts'
import { payloadVolumeOf } from './container/hand-over-payload.ts'
import { labelsOf, networkOf, volumeOf } from './container/run-container.ts'
import { createMasker, type Masker } from './output/masker.ts'
import { createOutputReader } from './output/output-reader.ts'
import { createRunOutput, type RunOutput } from './output/run-output.ts'
import { slotCauseOf } from './queue/slot-cause.ts'
import type { RunDependencies } from './run-dependencies.ts'
import type { Judgement, StopCause } from './verdict/judge.ts'
import { createStageTracker, type StageTracker } from './verdict/stage-tracker.ts'
import { summariseEvidence } from './verdict/summarise-evidence.ts'

/** Stage numbers are written down at most this often; a stage's change of state at once. */
const SAVE_STAGES_MS = 250

/** A run that began later than this after its moment is said to be late. */
const LATE_AFTER_MS = 60_000

/** The stop that a run has been asked for, and the word that reaches it wherever it is on its way. */
export interface StopRequest {
  cause: StopCause | null
  /** Aborts when a stop is asked for. */
  signal: AbortSignal
  /** Aborts when the host goes: the run is left as it is, to be taken up again. */
  leave: AbortSignal
  /** Makes `leave` abort: nothing can be written down now, and whoever carries the run takes it up again. */
  letGo?: (reason: unknown) => void
}

/** `planRetry` queues another attempt where the run's end asks for one, once, and answers it. */
export type SessionDependencies = RunDependencies & {
  planRetry(run: Run): PlannedRetry | null
  /** Begins what follows a run that is not tried again; answers a sentence for each job that is new to it. */
  planChains(run: Run): string[]
}

export interface PlannedRetry {
  run: Run
  /** False when an earlier host had queued it. */
  isNew: boolean
  /** The slot of the run that never began is now the attempt's. */
  hasSlot: boolean
}

/** One run in the hands of this host: what is written about it, its log, and what it has at the engine. */
export interface RunSession {
  readonly run: Run
  readonly stop: StopRequest
  /** Anew for each container. */
  readonly tracker: StageTracker | null
  masker: Masker
  /** The engine was not known to be away when the run began to be prepared. */
  mayWait: boolean
  /** The way out of a run with a network allow-list. */
  egress: RunEgress | null
  /** Told of the run whenever its stages were written down. */
  onStages: ((run: Run) => void) | null
  now(): string
  /** Writes the change down, then tells everybody. */
  save(changes: Parameters<RunDependencies['runs']['update']>[1]): Run
  saveStages(): void
  /**
   * Opens the log. `new`: a container is about to begin; `replay`: its output will be heard from its beginning again;
   * `go-on`: from where the log ends.
   */
  open(options: { nonce: string | null; from: 'new' | 'replay' | 'go-on' }): RunOutput & {
    received: { stdout: number; stderr: number }
  }
  /** A line of the oven's own in the log, whether or not it is open already. */
  note(text: string): Promise<void>
  /** Says how the run's slot ended: by its container's start, or without one by how the run ended. */
  settleSlot(startedAt: string | null, end?: Pick<Run, 'outcome' | 'error'>): void
  removeTraces(): Promise<void>
  /** Closes the log and leaves everything else as it is, for the next host. */
  leave(): Promise<void>
  /** Writes the end down, cleans up at the engine, then calls the run finished. */
  finish(judgement: Judgement | null, options?: { finishedAt?: string; traces?: boolean }): Promise<Run>
}

export function createRunSession(deps: SessionDependencies, run: Run, stop: StopRequest): RunSession {
  const { engine, runs, clock, installId, logs } = deps
  let tracker = run.jobType === 'agent-pipeline' ? createStageTracker({ known: run.stages }) : null
  const masker = createMasker([])
  const logOf = { runId: run.id, jobId: run.jobId, queuedAt: run.queuedAt }
  let log: ReturnType<typeof logs.open> | null = null
  let output: RunOutput | null = null
  let cancelSave: (() => void) | null = null

  const now = () => new Date(clock.now()).toISOString()

  function save(changes: Parameters<typeof runs.update>[1]): Run {
    const saved = runs.update(run.id, changes)
    deps.changes.emit({ type: 'run', runId: run.id, jobId: run.jobId, state: saved.state })
    return saved
  }

  function saveStages(): void {
    cancelSave?.()
    cancelSave = null
    if (!tracker) return
    const { evidence } = tracker
    const source = run.source && { ...run.source, commit: evidence.commit ?? run.source.commit }
    const saved = save({ ...summariseEvidence(evidence, null), source })
    session.onStages?.(saved)
  }

  /** By a timer, where nobody would catch: what cannot be written now is in every later save as well. */
  function saveStagesSoon(): void {
    cancelSave = null
    if (stop.leave.aborted) return
    try {
      saveStages()
    } catch (error) {
      deps.onWarning(`${run.jobName} #${run.number}: ${(error as Error).message}`)
    }
  }

  async function note(text: string): Promise<void> {
    await (output ?? session.open({ nonce: null, from: 'go-on' })).note(session.masker.text(text))
  }

  async function removeTraces(): Promise<void> {
    for (const container of await engine.listContainers(labelsOf(installId, run))) {
      await engine.removeContainer(container.containerId)
    }
    await engine.removeNetwork(networkOf(installId, run.id))
    await engine.removeVolume(volumeOf(installId, run.id))
    if (deps.payloads?.ofRun(run.id)) await engine.removeVolume(payloadVolumeOf(installId, run.id))
  }

  function settleSlot(startedAt: string | null, end: Pick<Run, 'outcome' | 'error'> = run): void {
    if (!run.dueAt) return
    const [state, cause] = ((): [SlotState, SlotCause | null] => {
      if (startedAt === null) return ['skipped', slotCauseOf(end, { jobGone: !deps.findJob(run.jobId) })]
      const late = Date.parse(startedAt) - Date.parse(run.dueAt) > LATE_AFTER_MS
      // What made it late is noted with the slot already when it was known then.
      return late ? ['late', 'busy'] : ['ran', null]
    })()
    deps.slots.settle(run.jobId, run.dueAt, state, cause, now())
    deps.changes.emit({ type: 'slot', jobId: run.jobId })
  }

  const session: RunSession = {
    run,
    stop,
    get tracker() {
      return tracker
    },
    masker,
    mayWait: false,
    egress: null,
    onStages: null,
    now,
    save,
    saveStages,
    note,
    settleSlot,
    removeTraces,
    open({ nonce, from: begin }) {
      log ??= logs.open(logOf)
      if (begin === 'new' && tracker) tracker = createStageTracker()
      const received = { ...log.received }
      const from = begin === 'go-on' ? received : { stdout: 0, stderr: 0 }
      const opened = createRunOutput({
        reader: createOutputReader({ nonce, masker: session.masker, from }),
        tracker,
        writer: log,
        clock,
        replayFrom: from,
        fresh: begin === 'new',
        onStages(soon) {
          if (soon) saveStages()
          else cancelSave ??= clock.after(SAVE_STAGES_MS, saveStagesSoon)
        },
        leave: stop.leave,
        onTrouble: deps.onWarning,
      })
      output = opened
      return { ...opened, received }
    },
    async leave() {
      cancelSave?.()
      await log?.close()
    },
    async finish(judged, options = {}) {
      const judgement = await endCage(deps, session, judged)
      await output?.flush()
      if (judgement) {
        save({ ...judgement, finishedAt: options.finishedAt ?? now() })
        await note(endSentence(judgement))
      }
      const ended = runs.find(run.id) ?? run
      const retry = deps.planRetry(ended)
      if (retry?.isNew) await note(retrySentence(retry.run))
      for (const sentence of retry ? [] : deps.planChains(ended)) await note(sentence)
      cancelSave?.()
      await log?.close()
      if (options.traces !== false) await withEnginePatience(engine, stop.leave, removeTraces)
      const before = runs.find(run.id) ?? run
      if (!retry?.hasSlot) settleSlot(before.startedAt, before)
      await deps.vault.forget(run.id)
      // Of an attempt that is followed by another nobody need hear.
      if (!retry) deps.announcer.runEnded(runs.find(run.id) ?? run)
      return save({ state: 'finished', notBeforeAt: null, progress: null, logBytes: logs.sizeOf(logOf) })
    },
  }
  return session
}

function endSentence({ outcome, verdict, error }: Judgement): string {
  const why = error ? ` ${error.message}${error.hint ? ` ${error.hint}` : ''}` : ''
  return `${outcome}, ${verdict}.${why}`
}

function retrySentence(retry: Run): string {
  return `Attempt ${retry.attempt} is queued as #${retry.number}, not before ${retry.notBeforeAt}.`
}
