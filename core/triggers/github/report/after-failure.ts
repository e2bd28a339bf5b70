import { doubledWait } from '../../../back-off.ts'
import { OvenError } from '../../../errors.ts'
import type { PlacedReport } from '../../../ports/github-report-store.ts'
import { liftsAt } from '../github-limited.ts'

const FIRST_MS = 5_000
const LONGEST_MS = 15 * 60_000
const GIVE_UP_MS = 24 * 3_600_000
/** A machine that slept for a day has not tried for a day. */
const ATTEMPTS_AT_LEAST = 12

/** Refusals that stay until somebody changes something. */
const STAYING = ['github-denied', 'github-not-found']

/**
 * What to do after GitHub could not be told: again at an instant (ms since 1970), `refused` where that is no use before
 * something new is to be told, or `given-up` after a day of it. `random` answers numbers from 0 up to 1: it spreads what
 * failed together.
 */
export function afterFailure(
  error: unknown,
  { attempts, failingSince }: Pick<PlacedReport, 'attempts' | 'failingSince'>,
  { nowMs, random }: { nowMs: number; random: () => number },
): { againAtMs: number } | 'refused' | 'given-up' {
  if (error instanceof OvenError && STAYING.includes(error.code)) return 'refused'
  const failingMs = failingSince === null ? 0 : nowMs - Date.parse(failingSince)
  if (failingMs >= GIVE_UP_MS && attempts + 1 >= ATTEMPTS_AT_LEAST) return 'given-up'
  const waitMs = doubledWait(FIRST_MS, attempts, LONGEST_MS)
  const spreadMs = waitMs * (0.5 + random() / 2)
  const liftsMs = liftsAt(error)
  if (liftsMs === null) return { againAtMs: nowMs + spreadMs }
  // An hour at most is what GitHub asks for; a clock set wrongly must not silence the oven for longer than a day.
  return { againAtMs: Math.min(Math.max(liftsMs, nowMs) + 1_000 + random() * FIRST_MS, nowMs + GIVE_UP_MS) }
}
