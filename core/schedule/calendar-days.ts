import { instantOf, wallTimeAt } from './zoned-time.ts'

const HOUR_MS = 3_600_000

/** An hour of a calendar day, in ms since 1970; the last of a day can be shorter where the clocks change by half an hour. */
export interface CalendarHour {
  fromMs: number
  untilMs: number
  /** `02:00`: what the clocks show when it begins. The hour that a change repeats comes twice, the one it leaps over not at all. */
  clock: string
}

/** A calendar day of a zone: 23 to 25 hours long where the clocks change. */
export interface CalendarDay {
  /** `2026-11-20` */
  date: string
  fromMs: number
  untilMs: number
}

/** `count` days from `date` (`2026-11-16`) on, by the clocks of `timezone`. */
export function calendarDays(date: string, count: number, timezone: string): CalendarDay[] {
  const [year, month, day] = date.split('-').map(Number)
  return Array.from({ length: count }, (_, index) => dayAt(year!, month!, day! + index, timezone))
}

/** The last `count` days up to the one that `nowMs` falls on, oldest first. */
export function calendarDaysUntil(nowMs: number, count: number, timezone: string): CalendarDay[] {
  const { year, month, day } = wallTimeAt(nowMs, timezone)
  return Array.from({ length: count }, (_, index) => dayAt(year, month, day - (count - 1 - index), timezone))
}

export function hoursOf(day: CalendarDay, timezone: string): CalendarHour[] {
  const hours: CalendarHour[] = []
  for (let fromMs = day.fromMs; fromMs < day.untilMs; fromMs += HOUR_MS) {
    const { hour, minute } = wallTimeAt(fromMs, timezone)
    const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
    hours.push({ fromMs, untilMs: Math.min(fromMs + HOUR_MS, day.untilMs), clock })
  }
  return hours
}

/** `day` may lie outside of its month: the 0th is the last of the month before. */
function dayAt(year: number, month: number, day: number, timezone: string): CalendarDay {
  const midnight = (offset: number) => {
    const date = new Date(Date.UTC(year, month - 1, day + offset))
    const wall = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
    return instantOf({ ...wall, hour: 0, minute: 0, second: 0 }, timezone)
  }
  const date = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
  return { date, fromMs: midnight(0), untilMs: midnight(1) }
}
