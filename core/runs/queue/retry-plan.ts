import type { Job, Run } from '../../../contract/index.ts'
import { doubledWait } from '../../back-off.ts'

type Retry = NonNullable<Job['retry']>

/** However often a run has failed, the next attempt does not wait longer than this, unless a limit lifts later. */
const LONGEST_BACKOFF_MS = 6 * 3_600_000
/** Waits are lengthened by up to this share at random, so that jobs that failed together do not come back together. */
const JITTER = 0.25
/** And so much at most is added after a limit has lifted. */
const LIFT_JITTER_MS = 60_000

/** What may be different the next time though nobody mended anything. */
const HEALING_CODES = new Set([
  'engine-down',
  'engine-refused',
  'container-gone',
  'network',
  'usage-limit',
  'rate-limited',
  'overloaded',
  'provider-failed',
  'payload-missing',
])

/** Whether another attempt could end otherwise, by what the run came to and what its job says. */
export function canHeal(run: Run, retry: Retry | undefined): boolean {
  if (!retry || run.attempt >= retry.maxAttempts) return false
  if (run.outcome === 'succeeded' || run.outcome === 'cancelled' || run.outcome === 'timed-out') return false
  if (run.error && HEALING_CODES.has(run.error.code)) return true
  return retry.onFailure && run.outcome === 'failed' && run.verdict !== 'blocked' && (run.exitCode ?? 0) !== 0
}

/**
 * When the next attempt may begin, in ms since 1970: the back-off doubles with each attempt, and a limit that is known to
 * lift is waited for. `random` answers numbers from 0 up to 1.
 */
export function nextAttemptAt(run: Run, retry: Retry, nowMs: number, random: () => number): number {
  const backoffMs = doubledWait(retry.backoffSeconds * 1000, run.attempt - 1, LONGEST_BACKOFF_MS)
  const byBackoff = nowMs + backoffMs * (1 + JITTER * random())
  const lifts = run.liftsAt ? Date.parse(run.liftsAt) : Number.NaN
  return Math.round(Number.isNaN(lifts) ? byBackoff : Math.max(byBackoff, lifts + LIFT_JITTER_MS * random()))
}
