import type { ChannelType } from '../../contract/index.ts'
import { doubledWait } from '../back-off.ts'

/** The least time between two messages to one channel. Slack takes about one a second; the others are spared alike. */
const APART_MS: Record<ChannelType, number> = {
  native: 0,
  slack: 1_100,
  discord: 1_100,
  ntfy: 500,
  webhook: 100,
  email: 1_000,
}

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 30 * 60_000
/** A channel that failed over one message rests so long at most: the fault may be with that message. */
const LONGEST_REST_MS = 60_000
/** Nobody makes us wait longer than this for one try. */
const LONGEST_RETRY_AFTER_MS = 2 * 3_600_000
/** Waits are lengthened by up to this share at random, so that what failed together does not come back together. */
const JITTER = 0.25

export const GIVE_UP_AFTER_MS = 24 * 3_600_000

export const apartMs = (type: ChannelType) => APART_MS[type]

/** How long to wait after the so-manieth try came to nothing, in ms: doubled each time, or what the other side asks for. */
export function waitAfter(attempts: number, retryAfterMs: number | null, random: () => number): number {
  const backoff = doubledWait(FIRST_WAIT_MS, attempts - 1, LONGEST_WAIT_MS)
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)
  return Math.round(Math.max(backoff * (1 + JITTER * random()), asked))
}

/** How long nothing is sent to the channel at all after such a try. `busy`: the other side said it of the whole channel. */
export function restAfter(waitMs: number, busy: boolean): number {
  return busy ? waitMs : Math.min(waitMs, LONGEST_REST_MS)
}
