import type { Budget, Run } from '../../contract/index.ts'
import type { ContainerEnd, LiveContainer } from '../ports/engine.ts'
import { collectRun } from './collect-run.ts'
import { withEnginePatience } from './container/engine-patience.ts'
import type { RunLimits } from './container/run-container.ts'
import { stopContainer } from './container/stop-container.ts'
import type { RunOutput } from './output/run-output.ts'
import type { RunDependencies } from './run-dependencies.ts'
import type { RunSession } from './run-session.ts'
import { budgetStanding, describeSpend } from './spending/budget-watch.ts'
import { judge, type StopCause } from './verdict/judge.ts'
import { summariseEvidence } from './verdict/summarise-evidence.ts'

export interface FollowedLimits extends Pick<RunLimits, 'timeoutSeconds' | 'memoryBytes'> {
  budget: Budget | null
}

/**
 * Waits for a container's end, stopping it when asked to, when its time is up or its budget is spent. `hasEnded`: it
 * ended while no host was there, so there is nothing to stop.
 */
export async function followToEnd(
  deps: RunDependencies,
  session: RunSession,
  live: LiveContainer,
  output: RunOutput,
  { budget, hasEnded = false }: { budget: Budget | null; hasEnded?: boolean },
): Promise<ContainerEnd> {
  const { clock, engine, runs } = deps
  const { run, stop } = session
  const { containerId } = live
  let stopping = false

  function beginStop(cause: StopCause): void {
    if (stopping || hasEnded) return
    stopping = true
    const first = runs.readInternals(run.id).stopCause ?? cause
    runs.writeInternals(run.id, { stopCause: first })
    session.tracker?.stopping()
    void output.note(STOPPING[first])
    void stopContainer({ engine, clock, containerId, ended: live.ended })
  }

  session.onStages = (now) => {
    const standing = budgetStanding(now, budget)
    if (standing === 'spent') beginStop('budget')
    if (standing !== 'nearly' || hasEnded || runs.readInternals(run.id).budgetWarnedAt) return
    runs.writeInternals(run.id, { budgetWarnedAt: session.now() })
    const sentence = `Most of the budget is used: ${describeSpend(now, budget)}.`
    void output.note(sentence)
    session.save({ progress: sentence })
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
  // Written first: from here on a cancel comes too late.
  session.save({
    state: 'collecting',
    progress: null,
    exitCode: end.kind === 'exited' ? end.exitCode : null,
    resources: live.usage(),
  })
  await output.flush()
  session.onStages = null
  return end
}

const STOPPING: Record<StopCause, string> = {
  cancelled: 'Stopping.',
  'timed-out': 'The timeout is reached: stopping.',
  budget: 'The budget is spent: stopping.',
}

/** Gathers what an ended container left behind, judges it and finishes the run. */
export async function collectEnd(
  deps: RunDependencies,
  session: RunSession,
  containerId: string,
  end: ContainerEnd,
  limits: FollowedLimits,
): Promise<Run> {
  const { run, tracker, stop } = session
  const { stopCause } = deps.runs.readInternals(run.id)
  const finishedAt = endOnHostClock(deps.runs.find(run.id)?.startedAt ?? null, end) ?? session.now()
  let pullRequest: Run['pullRequest'] = null
  if (tracker && end.kind === 'exited') {
    const state = await withEnginePatience(deps.engine, stop.leave, () =>
      collectRun(deps, run.id, containerId, session.masker),
    )
    if (state) tracker.finalState(state)
    pullRequest = state?.pullRequest ?? null
  }
  if (tracker) {
    tracker.end(finishedAt, stopCause !== null)
    session.saveStages()
    const job = deps.findJob(run.jobId)
    if (!run.rehearsal && job?.type === 'agent-pipeline') await deps.logins.learn(job, tracker.evidence)
    session.save({ pullRequest: summariseEvidence(tracker.evidence, pullRequest).pullRequest })
  }
  const spend = describeSpend(deps.runs.find(run.id) ?? run, limits.budget)
  const judgement = judge({ end, stopCause, ...limits, evidence: tracker?.evidence ?? null, spend })
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
