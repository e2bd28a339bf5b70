import { doubledWait } from '../../back-off.ts'
import { OvenError } from '../../errors.ts'
import { liftsAt } from './github-limited.ts'

const FIRST_MS = 30_000
const LONGEST_MS = 30 * 60_000
const GIVE_UP_MS = 24 * 3_600_000

/** Those that pass by themselves. */
const PASSING = ['github-limited', 'github-failed', 'network']

/**
 * When an event is to be looked at again after GitHub could not be asked, in ms since 1970; `null` when that is no use: the
 * error is one that stays, or it has been tried for a day. An `error` of `null` is one of the oven's own.
 */
export function tryAgainAt(
  error: unknown,
  { nowMs, takenAt, attempts }: { nowMs: number; takenAt: string; attempts: number },
): number | null {
  if (error !== null && !(error instanceof OvenError && PASSING.includes(error.code))) return null
  if (nowMs - Date.parse(takenAt) >= GIVE_UP_MS) return null
  const liftsMs = liftsAt(error)
  if (liftsMs === null) return nowMs + doubledWait(FIRST_MS, attempts, LONGEST_MS)
  return Math.min(Math.max(liftsMs, nowMs + 1000), nowMs + GIVE_UP_MS)
}
