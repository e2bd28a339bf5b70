import type { Schedule } from '../../contract/index.ts'
import { cronPattern } from './cron-pattern.ts'
import { nextDueAfter, onceMoment } from './moments.ts'
import { monthNames } from './phrases.ts'
import { type WallTime, wallTimeAt } from './zoned-time.ts'

const DAY_MS = 86_400_000
const HORIZON_DAYS = 366

/** A schedule's time that the clocks leap over, or show twice, on the day they change. */
export interface ClockChange {
  kind: 'skipped' | 'repeated'
  /** When the clocks change. */
  at: string
  /** A whole sentence: what happens to the time, and when the run begins. */
  message: string
}

/** The moment the clocks change, and what they show before and after, as ms of a clock without a zone. */
interface Leap {
  atMs: number
  before: number
  after: number
}

/**
 * What the changes to and from summer time do to a schedule's fixed times within a year of `fromMs`. Nothing for
 * schedules that fire all day long, which go on as they do, and for windows, whose moments are drawn from what there is.
 */
export function clockChanges(
  schedule: Schedule,
  { timezone, fromMs }: { timezone: string; fromMs: number },
): ClockChange[] {
  if (schedule.type === 'manual' || schedule.type === 'random-window') return []
  const zone = schedule.timezone ?? timezone
  return leapsOf(zone, fromMs).flatMap((leap) => {
    const [from, to] = [Math.min(leap.before, leap.after), Math.max(leap.before, leap.after)]
    const wanted = wantedWithin(schedule, from, to)
    if (wanted === null) return []
    const begins = begin(schedule, zone, leap, to - from)
    return [describe(leap, wanted, begins, zone)]
  })
}

/** The first time of the wall in [from, to) that the schedule names; null when none, or when it fires as often before. */
function wantedWithin(
  schedule: Extract<Schedule, { type: 'cron' | 'once' }>,
  from: number,
  to: number,
): number | null {
  if (schedule.type === 'once') {
    if (/(?:Z|[+-]\d\d:?\d\d)$/.test(schedule.datetime.slice(11))) return null
    const wall = onceMoment(schedule.datetime, 'UTC')
    return wall >= from && wall < to ? wall : null
  }
  const pattern = cronPattern(schedule.cron, 'UTC')
  const first = pattern.next(from - 1)
  if (first === null || first >= to) return null
  const before = pattern.next(from - (to - from) - 1)
  return before !== null && before < from ? null : first
}

/** The moments that come of it about the change, at most two. */
function begin(
  schedule: Extract<Schedule, { type: 'cron' | 'once' }>,
  zone: string,
  leap: Leap,
  length: number,
): number[] {
  const context = { timezone: zone, jobId: '' }
  // What is skipped comes after the leap; what is repeated in the two passes about it.
  const until = leap.atMs + length
  const moments: number[] = []
  let next = nextDueAfter(schedule, leap.atMs - (leap.after < leap.before ? length : 0) - 1, context)
  while (next !== null && next <= until && moments.length < 2) {
    moments.push(next)
    next = nextDueAfter(schedule, next, context)
  }
  return moments
}

function describe(leap: Leap, wanted: number, begins: number[], zone: string): ClockChange {
  const date = new Date(leap.before)
  const day = `${date.getUTCDate()} ${monthNames[date.getUTCMonth()]} ${date.getUTCFullYear()}`
  const clocks = `On ${day} the clocks go from ${clock(leap.before)} to ${clock(leap.after)}`
  const at = new Date(leap.atMs).toISOString()
  if (leap.after > leap.before) {
    const first = begins[0] === undefined ? null : clock(asClock(wallTimeAt(begins[0], zone)))
    const then = first === null ? 'there is no run' : `the run begins at ${first}`
    return { kind: 'skipped', at, message: `${clocks}, so ${clock(wanted)} does not come: ${then}.` }
  }
  const then =
    begins.length > 1
      ? 'there are two runs'
      : `the run begins the ${(begins[0] ?? 0) < leap.atMs ? 'first' : 'second'} time`
  return { kind: 'repeated', at, message: `${clocks}, so ${clock(wanted)} comes twice: ${then}.` }
}

/** The changes of a zone's clocks within the horizon; those of its date alone are none. */
function leapsOf(zone: string, fromMs: number): Leap[] {
  const leaps: Leap[] = []
  for (let day = 0; day < HORIZON_DAYS; day++) {
    let [low, high] = [fromMs + day * DAY_MS, fromMs + (day + 1) * DAY_MS]
    if (offsetMs(low, zone) === offsetMs(high, zone)) continue
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000
      if (middle <= low) break
      if (offsetMs(middle, zone) === offsetMs(low, zone)) low = middle
      else high = middle
    }
    const [before, after] = [high + offsetMs(low, zone), high + offsetMs(high, zone)]
    if (Math.abs(after - before) < DAY_MS / 2) leaps.push({ atMs: high, before, after })
  }
  return leaps
}

function offsetMs(atMs: number, zone: string): number {
  return asClock(wallTimeAt(atMs, zone)) - Math.floor(atMs / 1000) * 1000
}

function asClock({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function clock(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 16)
}
