/** A time as a clock on the wall of some zone shows it. `month` counts from 1. */
export interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms?: number
}

const DAY_MS = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** What the clocks of `timezone` show at `atMs` (ms since 1970). Throws a RangeError for an unknown zone. */
export function wallTimeAt(atMs: number, timezone: string): WallTime {
  const text = formatFor(timezone).format(atMs)
  const [month, day, year, hour, minute, second] = text.split(/\D+/).map(Number)
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }
}

/**
 * When the clocks of `timezone` show `wall`, in ms since 1970. A time that the change to summer time leaps over is read
 * with the offset from before the leap, so it moves forward by the leap's length; of a time that happens twice the first
 * is meant (both as RFC 5545, 3.3.5, reads them).
 */
export function instantOf(wall: WallTime, timezone: string): number {
  const asUtc = Date.UTC(
    wall.year,
    wall.month - 1,
    wall.day,
    wall.hour,
    wall.minute,
    wall.second,
    wall.ms ?? 0,
  )
  const before = offsetMsAt(asUtc - DAY_MS, timezone)
  const after = offsetMsAt(asUtc + DAY_MS, timezone)
  const candidates = before === after ? [before] : [before, after].sort((a, b) => b - a)
  for (const offset of candidates) {
    if (offsetMsAt(asUtc - offset, timezone) === offset) return asUtc - offset
  }
  return asUtc - before
}

function offsetMsAt(atMs: number, timezone: string): number {
  const wall = wallTimeAt(atMs, timezone)
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second)
  return shown - Math.floor(atMs / 1000) * 1000
}

function formatFor(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timezone, format)
  }
  return format
}
