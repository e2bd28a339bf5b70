import { OvenError } from '../../errors.ts'

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
  const waitMs = Math.min(FIRST_MS * 2 ** Math.min(attempts, 20), LONGEST_MS)
  const lifts = Date.parse(String((error as { retryAt?: unknown } | null)?.retryAt ?? ''))
  if (Number.isNaN(lifts)) return nowMs + waitMs
  return Math.min(Math.max(lifts, nowMs + 1000), nowMs + GIVE_UP_MS)
}
