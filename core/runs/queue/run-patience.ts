import type { Run } from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { Baker } from '../bake.ts'
import { engineUp } from '../container/engine-patience.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import type { StopRequest } from '../run-session.ts'
import type { Judgement } from '../verdict/judge.ts'

/** How long to wait before a run that found no room on the disk is taken up again. */
const RETRY_MS = 2_000
/** An engine that falls silent for less than this is busy, not gone. */
const ENGINE_GRACE_MS = 15_000
/** A container that the engine is lost over each time it is started is not started for ever. */
const MAX_ENGINE_LOSSES = 5

/** Whether something could not be written down only because there is no room for it now. */
export function isDiskFull(error: unknown): error is OvenError {
  return error instanceof OvenError && error.code === 'disk-full'
}

export function isEngineDown(error: unknown): error is OvenError {
  return error instanceof OvenError && error.code === 'engine-down'
}

/**
 * A full disk and an engine that falls silent end no run that is on its way: it is let go, as by a host that leaves, and
 * taken up again when there is room, or when the engine answers. A container goes on meanwhile.
 */
export function withPatience(
  baker: Baker,
  deps: Pick<RunDependencies, 'clock' | 'runs' | 'findJob' | 'onWarning' | 'engine'>,
): Baker {
  async function patiently(
    run: Run,
    stop: StopRequest,
    work: (stop: StopRequest) => Promise<Run>,
  ): Promise<Run> {
    const called = `${run.jobName} #${run.number}`
    let attempt = work
    let losses = 0
    for (let told = false; ; ) {
      const { own, letGo } = ownStop(stop, (reason) => isDiskFull(reason) || ++losses <= MAX_ENGINE_LOSSES)
      let problem: unknown
      try {
        return await attempt(own)
      } catch (error) {
        if (stop.leave.aborted || !letGo.aborted) throw error
        problem = letGo.reason
      }
      attempt = (next) => baker.resume(deps.runs.find(run.id) ?? run, deps.findJob(run.jobId), next)
      if (isDiskFull(problem)) {
        if (!told) deps.onWarning(`${called} waits for room: ${problem.message}`)
        told = true
        await new Promise<void>((resolve) => deps.clock.after(RETRY_MS, resolve))
      } else if (isEngineDown(problem) && !hasTraces(run) && !(await isSoonUp(stop.leave))) {
        const judgement = blockedBy(problem)
        attempt = (next) => baker.giveUp(run, judgement, next)
      }
      if (stop.leave.aborted) throw stop.leave.reason
    }
  }

  const hasTraces = (run: Run) => deps.runs.readInternals(run.id).volume !== null

  async function isSoonUp(leave: AbortSignal): Promise<boolean> {
    const late = new AbortController()
    const cancel = deps.clock.after(ENGINE_GRACE_MS, () => late.abort(new Error('the engine stays away')))
    try {
      await engineUp(deps.engine, AbortSignal.any([leave, late.signal]))
      return true
    } catch {
      return false
    } finally {
      cancel()
    }
  }

  return {
    bake: (run, job, stop) => patiently(run, stop, (own) => baker.bake(run, job, own)),
    resume: (run, job, stop) => patiently(run, stop, (own) => baker.resume(run, job, own)),
    giveUp: (run, judgement, stop) => patiently(run, stop, (own) => baker.giveUp(run, judgement, own)),
  }
}

/** The same stop, with a `leave` that can be made to abort for this attempt alone. */
function ownStop(stop: StopRequest, mayLetGo: (reason: unknown) => boolean) {
  const letGo = new AbortController()
  // The cause of a stop is set later, by whoever asks for it, so it is looked up where they set it.
  const own = Object.create(stop, {
    leave: { value: AbortSignal.any([stop.leave, letGo.signal]) },
    letGo: {
      value: (reason: unknown) => {
        if (mayLetGo(reason)) letGo.abort(reason)
      },
    },
  }) as StopRequest
  return { own, letGo: letGo.signal }
}

function blockedBy({ code, message, hint }: OvenError): Judgement {
  return { outcome: 'blocked', verdict: 'blocked', error: { code, message, hint } }
}
