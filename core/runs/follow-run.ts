import type { Run } from '../../contract/index.ts'
import type { ContainerEnd, LiveContainer } from '../ports/engine.ts'
import { collectRun } from './collect-run.ts'
import { withEnginePatience } from './engine-patience.ts'
import { judge, type StopCause } from './judge.ts'
import type { RunLimits } from './run-container.ts'
import type { RunDependencies } from './run-dependencies.ts'
import type { RunOutput } from './run-output.ts'
import type { RunSession } from './run-session.ts'
import { stopContainer } from './stop-container.ts'
import { summariseEvidence } from './summarise-evidence.ts'

/** Waits for a running container's end, stopping it when asked to or when its time is up, and tells what came of it. */
export async function followRun(
  deps: RunDependencies,
  session: RunSession,
  live: LiveContainer,
  output: RunOutput,
  limits: Pick<RunLimits, 'timeoutSeconds' | 'memoryBytes'>,
): Promise<Run> {
  const { clock, engine, runs } = deps
  const { run, stop } = session
  const { containerId } = live
  let stopping = false

  function beginStop(cause: StopCause): void {
    if (stopping) return
    stopping = true
    const first = runs.readInternals(run.id).stopCause ?? cause
    runs.writeInternals(run.id, { stopCause: first })
    session.tracker?.stopping()
    void output.note(first === 'timed-out' ? 'The timeout is reached: stopping.' : 'Stopping.')
    void stopContainer({ engine, clock, containerId, ended: live.ended })
  }

  const { deadlineAt, stopCause } = runs.readInternals(run.id)
  const remainingMs = deadlineAt ? Math.max(0, Date.parse(deadlineAt) - clock.now()) : null
  const cancelTimeout =
    remainingMs === null ? () => {} : clock.after(remainingMs, () => beginStop('timed-out'))
  const onStop = () => beginStop(stop.cause ?? 'cancelled')
  stop.signal.addEventListener('abort', onStop, { once: true })
  if (stopCause) beginStop(stopCause)
  else if (stop.signal.aborted) onStop()

  let end: ContainerEnd
  try {
    end = await unlessLeft(live.ended, stop.leave)
  } finally {
    cancelTimeout()
    stop.signal.removeEventListener('abort', onStop)
  }
  await output.flush()
  session.save({
    state: 'collecting',
    exitCode: end.kind === 'exited' ? end.exitCode : null,
    resources: live.usage(),
  })
  return await collect(deps, session, containerId, end, limits)
}

async function collect(
  deps: RunDependencies,
  session: RunSession,
  containerId: string,
  end: ContainerEnd,
  limits: Pick<RunLimits, 'timeoutSeconds' | 'memoryBytes'>,
): Promise<Run> {
  const { run, tracker, stop } = session
  const { stopCause } = deps.runs.readInternals(run.id)
  const finishedAt = endOnHostClock(deps.runs.find(run.id)?.startedAt ?? null, end) ?? session.now()
  let pullRequest: Run['pullRequest'] = null
  if (tracker && end.kind === 'exited') {
    const state = await withEnginePatience(deps.engine, stop.leave, () =>
      collectRun(deps, run.id, containerId),
    )
    if (state) tracker.finalState(state)
    pullRequest = state?.pullRequest ?? null
  }
  if (tracker) {
    tracker.end(finishedAt, stopCause !== null)
    session.saveStages()
    session.save({ pullRequest: summariseEvidence(tracker.evidence, pullRequest).pullRequest })
  }
  const judgement = judge({ end, stopCause, ...limits, evidence: tracker?.evidence ?? null })
  return await session.finish(judgement, { finishedAt })
}

/** The engine's clock may run apart from the host's (a VM that slept): only what passed between its two times counts. */
function endOnHostClock(startedAt: string | null, end: ContainerEnd): string | null {
  if (end.kind !== 'exited') return null
  if (startedAt === null) return end.finishedAt
  const tookMs = Math.max(0, Date.parse(end.finishedAt) - Date.parse(end.startedAt))
  return new Date(Date.parse(startedAt) + tookMs).toISOString()
}

async function unlessLeft<T>(promise: Promise<T>, leave: AbortSignal): Promise<T> {
  leave.throwIfAborted()
  let onLeave = () => {}
  const left = new Promise<never>((_, reject) => {
    onLeave = () => reject(leave.reason)
    leave.addEventListener('abort', onLeave, { once: true })
  })
  try {
    return await Promise.race([promise, left])
  } finally {
    leave.removeEventListener('abort', onLeave)
  }
}
