import { instantOf, wallTimeAt } from '../schedule/zoned-time.ts'

/** A calendar day of a zone: 23 to 25 hours long where the clocks change. Instants in ms since 1970. */
export interface Day {
  /** `2026-11-20` */
  date: string
  fromMs: number
  untilMs: number
}

/** The last `count` days up to the one that `nowMs` falls on, oldest first, by the clocks of `timezone`. */
export function daysUntil(nowMs: number, count: number, timezone: string): Day[] {
  const { year, month, day } = wallTimeAt(nowMs, timezone)
  return Array.from({ length: count }, (_, index) => dayAt(year, month, day - (count - 1 - index), timezone))
}

/** `day` may lie outside of its month: the 0th is the last of the month before. */
function dayAt(year: number, month: number, day: number, timezone: string): Day {
  const midnight = (offset: number) => {
    const date = new Date(Date.UTC(year, month - 1, day + offset))
    const wall = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    return instantOf({ ...wall, hour: 0, minute: 0, second: 0 }, timezone)
  }
  const date = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
  return { date, fromMs: midnight(0), untilMs: midnight(1) }
}
