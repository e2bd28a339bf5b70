import type { Outcome, RunError, Verdict } from '../../../contract/index.ts'
import type { ContainerEnd } from '../../ports/engine.ts'
import { exitError } from './exit-error.ts'
import { judgePipeline } from './judge-pipeline.ts'
import type { Evidence } from './stage-tracker.ts'

export interface Judgement {
  outcome: Outcome
  verdict: Verdict
  error: RunError | null
  /** With the verdict `rate-limited`: when the limit lifts, where the provider said so. */
  liftsAt?: string | null
}

export type StopCause = 'cancelled' | 'timed-out' | 'budget'

/**
 * What a run came to, from evidence: how its container ended, why it was stopped if it was, and what its pipeline
 * said. `evidence: null` for plain containers, whose exit code is all there is.
 */
export function judge(facts: {
  end: ContainerEnd
  stopCause: StopCause | null
  timeoutSeconds: number
  memoryBytes: number
  evidence: Evidence | null
  /** What was used of the budget, in words. */
  spend?: string
}): Judgement {
  const { end, stopCause, evidence } = facts
  if (stopCause) return stopped(stopCause, facts)
  if (end.kind === 'gone') {
    return {
      outcome: 'lost',
      verdict: 'incomplete',
      error: {
        code: 'container-gone',
        message: 'The container was removed by something else before its end could be read.',
        hint: 'Run again; see whether another program cleans up containers.',
      },
    }
  }
  if (end.oomKilled) return outOfMemory(end.exitCode, facts.memoryBytes)
  return evidence ? judgePipeline(end.exitCode, evidence) : judgeCommand(end.exitCode, end.error)
}

function stopped(
  cause: StopCause,
  { timeoutSeconds, spend }: { timeoutSeconds: number; spend?: string },
): Judgement {
  switch (cause) {
    case 'cancelled':
      return {
        outcome: 'cancelled',
        verdict: 'incomplete',
        error: { code: 'cancelled', message: 'The run was cancelled.', hint: null },
      }
    case 'timed-out':
      return {
        outcome: 'timed-out',
        verdict: 'incomplete',
        error: {
          code: 'timed-out',
          message: `The run took longer than its timeout of ${timeoutSeconds} seconds and was stopped.`,
          hint: 'Raise "resources.timeout" of the job, or find out in the log what it waited for.',
        },
      }
    case 'budget':
      return {
        outcome: 'cancelled',
        verdict: 'incomplete',
        error: {
          code: 'budget',
          message: `The run used up its budget${spend ? ` (${spend})` : ''} and was stopped.`,
          hint: 'Raise "budget" of the job.',
        },
      }
  }
}

function outOfMemory(exitCode: number, memoryBytes: number): Judgement {
  const limit = `${Math.round(memoryBytes / 1024 / 1024)} MiB`
  const hint = 'Raise "resources.memory" of the job.'
  if (exitCode === 0) {
    return {
      outcome: 'succeeded',
      verdict: 'incomplete',
      error: {
        code: 'child-out-of-memory',
        message: `The command ended well, but a process of it was killed at the memory limit of ${limit}.`,
        hint,
      },
    }
  }
  return {
    outcome: 'failed',
    verdict: 'failed',
    error: { code: 'out-of-memory', message: `The run was killed at its memory limit of ${limit}.`, hint },
  }
}

function judgeCommand(exitCode: number, engineError: string): Judgement {
  if (exitCode === 0) return { outcome: 'succeeded', verdict: 'worked', error: null }
  return { outcome: 'failed', verdict: 'failed', error: exitError(exitCode, engineError) }
}
