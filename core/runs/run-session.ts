import type { Run, SlotCause, SlotState } from '../../contract/index.ts'
import type { RunEgress } from '../cage/run-egress.ts'
import { endCage } from './cage-steps.ts'
import { withEnginePatience } from './engine-patience.ts'
import type { Judgement, StopCause } from './judge.ts'
import { createMasker, type Masker } from './masker.ts'
import { createOutputReader } from './output-reader.ts'
import { labelsOf, networkOf, volumeOf } from './run-container.ts'
import type { RunDependencies } from './run-dependencies.ts'
import { createRunOutput, type RunOutput } from './run-output.ts'
import { slotCauseOf } from './slot-cause.ts'
import { createStageTracker, type StageTracker } from './stage-tracker.ts'
import { summariseEvidence } from './summarise-evidence.ts'

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
}

/** One run in the hands of this host: what is written about it, its log, and what it has at the engine. */
export interface RunSession {
  readonly run: Run
  readonly stop: StopRequest
  readonly tracker: StageTracker | null
  masker: Masker
  /** The way out of a run with a network allow-list. */
  egress: RunEgress | null
  now(): string
  /** Writes the change down, then tells everybody. */
  save(changes: Parameters<RunDependencies['runs']['update']>[1]): Run
  saveStages(): void
  /** Opens the log. `replay`: the container's output will be heard from its beginning again. */
  open(options: { nonce: string | null; replay: boolean }): RunOutput & {
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

export function createRunSession(deps: RunDependencies, run: Run, stop: StopRequest): RunSession {
  const { engine, runs, clock, installId, logs } = deps
  const tracker = run.jobType === 'agent-pipeline' ? createStageTracker({ known: run.stages }) : null
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
    save({ ...summariseEvidence(evidence, null), source })
  }

  async function note(text: string): Promise<void> {
    await (output ?? session.open({ nonce: null, replay: false })).note(session.masker.text(text))
  }

  async function removeTraces(): Promise<void> {
    for (const container of await engine.listContainers(labelsOf(installId, run))) {
      await engine.removeContainer(container.containerId)
    }
    await engine.removeNetwork(networkOf(installId, run.id))
    await engine.removeVolume(volumeOf(installId, run.id))
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
    tracker,
    masker,
    egress: null,
    now,
    save,
    saveStages,
    note,
    settleSlot,
    removeTraces,
    open({ nonce, replay }) {
      log ??= logs.open(logOf)
      const received = { ...log.received }
      const from = replay ? { stdout: 0, stderr: 0 } : received
      const opened = createRunOutput({
        reader: createOutputReader({ nonce, masker: session.masker, from }),
        tracker,
        writer: log,
        clock,
        replayFrom: from,
        onStages(soon) {
          if (soon) saveStages()
          else cancelSave ??= clock.after(SAVE_STAGES_MS, () => !stop.leave.aborted && saveStages())
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
      if (judgement) {
        save({ ...judgement, finishedAt: options.finishedAt ?? now() })
        await note(endSentence(judgement))
      }
      cancelSave?.()
      await log?.close()
      if (options.traces !== false) await withEnginePatience(engine, stop.leave, removeTraces)
      const before = runs.find(run.id) ?? run
      settleSlot(before.startedAt, before)
      return save({ state: 'finished', progress: null, logBytes: logs.sizeOf(logOf) })
    },
  }
  return session
}

function endSentence({ outcome, verdict, error }: Judgement): string {
  const why = error ? ` ${error.message}${error.hint ? ` ${error.hint}` : ''}` : ''
  return `${outcome}, ${verdict}.${why}`
}
