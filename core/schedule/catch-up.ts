import type { Job } from '../../contract/index.ts'

/** Due moments of one job that have come, by what becomes of them. All in ms since 1970, oldest first. */
export interface Settlement {
  onTime: number[]
  caughtUp: number[]
  missed: number[]
}

/** Up to this late every moment of a job counts as on time; a busy process may be that late. */
export const PROMPT_MS = 5_000
/** Up to this late the newest moment of a job still counts as on time. */
export const ON_TIME_MS = 60_000
/** How many moments `all` makes up for: the newest of them, in their order. */
export const ALL_AT_MOST = 100

const DAY_MS = 24 * 3_600_000

/**
 * How far back `latest` reaches when the job does not say: a day, or half of the time until the job is due again, where that
 * is longer, and a week at most. So a rare job is made up for while that is nearer to what was asked than waiting is.
 */
export function latestWithinMs(gapMs: number): number {
  return Math.max(DAY_MS, Math.min(7 * DAY_MS, gapMs / 2))
}

/**
 * Decides what becomes of due moments that nobody has claimed. What is on time runs whatever the policy; of the rest,
 * `latest` catches up the newest when nothing newer runs anyway, `all` up to a hundred, `skip` none. `gapMs` is the time
 * from the newest of them to the next one, `Infinity` when none will come.
 */
export function settleMoments(
  moments: readonly number[],
  nowMs: number,
  { catchUp = 'latest', catchUpWithin }: Pick<Job, 'catchUp' | 'catchUpWithin'>,
  gapMs = 0,
): Settlement {
  const newest = moments.at(-1)
  const isOnTime = (moment: number) =>
    nowMs - moment <= PROMPT_MS || (moment === newest && nowMs - moment <= ON_TIME_MS)
  const onTime = moments.filter(isOnTime)
  const late = moments.filter((moment) => !isOnTime(moment))
  const byDefault = catchUp === 'latest' ? latestWithinMs(gapMs) : Number.POSITIVE_INFINITY
  const withinMs = catchUpWithin === undefined ? byDefault : catchUpWithin * 1000
  const reachable = late.filter((moment) => nowMs - moment <= withinMs)
  const wanted = { skip: 0, latest: onTime.length > 0 ? 0 : 1, all: ALL_AT_MOST }[catchUp]
  const caughtUp = wanted === 0 ? [] : reachable.slice(-wanted)
  const made = new Set(caughtUp)
  return { onTime, caughtUp, missed: late.filter((moment) => !made.has(moment)) }
}
