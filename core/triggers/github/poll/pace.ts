import { doubledWait } from '../../../back-off.ts'
import { OvenError } from '../../../errors.ts'
import { liftsAt } from '../github-limited.ts'

const FIRST_BACK_OFF_MS = 15_000
const LONGEST_BACK_OFF_MS = 15 * 60_000
/** No two ovens ask in step. */
const JITTER_SHARE = 0.2
/** Of the requests that are left, so much is for asking what happened; the rest is for what runs and comments need. */
const SHARE = 0.8

/** What GitHub said of its limits, as far as it said. Instants are by its clock. */
export interface Limits {
  pollSeconds: number | null
  remaining: number | null
  resetAt: string | null
  answeredAt: string | null
}

/**
 * How long to wait after GitHub was asked: as is set, or as it asks to; longer when `requests`, all that one round of asking
 * costs, would use up what is left before the limit is lifted.
 */
export function waitAfter(setMs: number, limits: Limits, requests: number): number {
  const askedMs = (limits.pollSeconds ?? 0) * 1000
  const leftMs = Date.parse(limits.resetAt ?? '') - Date.parse(limits.answeredAt ?? '')
  if (limits.remaining === null || !(leftMs > 0)) return Math.max(setMs, askedMs)
  const perRequestMs = leftMs / Math.max(1, limits.remaining * SHARE)
  const sparingMs = Math.min(Math.max(1, requests) * perRequestMs, leftMs + 1000)
  return Math.ceil(Math.max(setMs, askedMs, limits.remaining > 0 ? sparingMs : leftMs + 1000))
}

/** How long to wait after so many failures in a row, or until GitHub says. `random` is from 0 to 1. */
export function backOff(
  error: unknown,
  failures: number,
  { nowMs, random }: { nowMs: number; random: number },
): number {
  const liftsMs = liftsAt(error)
  const ms = doubledWait(FIRST_BACK_OFF_MS, failures - 1, LONGEST_BACK_OFF_MS)
  const jitterMs = ms * JITTER_SHARE * random
  if (liftsMs !== null) return Math.max(1000, liftsMs - nowMs) + Math.min(jitterMs, 5000)
  return Math.round(isOfNoUse(error) ? LONGEST_BACK_OFF_MS + jitterMs : ms + jitterMs)
}

/** Whether asking again soon is of no use: somebody has to mend it. */
export function isOfNoUse(error: unknown): boolean {
  return error instanceof OvenError && !passesByItself(error.code)
}

export const passesByItself = (code: string): boolean =>
  ['network', 'github-failed', 'github-limited', 'disk-full'].includes(code)
