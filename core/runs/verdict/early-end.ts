import type { Run } from '../../../contract/index.ts'
import { OvenError } from '../../errors.ts'
import type { RunSession } from '../run-session.ts'
import type { Judgement } from './judge.ts'

export const CANCELLED_EARLY: Judgement = {
  outcome: 'cancelled',
  verdict: 'incomplete',
  error: {
    code: 'cancelled',
    message: 'The run was cancelled before its container started.',
    hint: null,
  },
}

export const JOB_REMOVED: Judgement = {
  outcome: 'cancelled',
  verdict: 'incomplete',
  error: { code: 'job-removed', message: 'The job was removed before the run began.', hint: null },
}

/** What a run came to that something kept from starting: `blocked` while it was prepared, else `failed`. */
export function endBeforeStart(cause: unknown, session: RunSession, state: Run['state']): Judgement {
  if (session.stop.signal.aborted) {
    return CANCELLED_EARLY
  }
  const refused = state === 'preparing' || state === 'queued'
  const { code, message, hint } =
    cause instanceof OvenError
      ? cause
      : { code: 'oven-failed', message: `The oven failed: ${(cause as Error).message}`, hint: null }
  return {
    outcome: refused ? 'blocked' : 'failed',
    verdict: refused ? 'blocked' : 'failed',
    error: { code, message: session.masker.text(message), hint: hint && session.masker.text(hint) },
  }
}
