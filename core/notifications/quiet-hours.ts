import { instantOf, wallTimeAt } from '../schedule/zoned-time.ts'
import type { QuietHours } from './rules.ts'

/**
 * When the quiet hours end that it is now, in ms since 1970; `null` when it is not quiet. `to` before `from` lies on the next
 * day; both alike are no hours at all. Across a change of the clocks they last as the clocks on the wall say.
 */
export function quietUntil(
  nowMs: number,
  { from, to, timezone }: QuietHours,
  ovenZone: string,
): number | null {
  if (from === to) return null
  const zone = timezone ?? ovenZone
  // Quiet hours that began yesterday may still last.
  for (const day of [-1, 0]) {
    const begins = clockInstant(nowMs, day, from, zone)
    const ends = clockInstant(nowMs, to > from ? day : day + 1, to, zone)
    if (begins <= nowMs && nowMs < ends) return ends
  }
  return null
}

/** When the clocks show `time` next, strictly after an instant. */
export function nextTimeOfDay(afterMs: number, time: string, zone: string): number {
  for (let day = 0; ; day += 1) {
    const at = clockInstant(afterMs, day, time, zone)
    if (at > afterMs) return at
  }
}

/** When the clocks showed `time` last, at an instant or before it. */
export function lastTimeOfDay(atMs: number, time: string, zone: string): number {
  for (let day = 0; ; day -= 1) {
    const at = clockInstant(atMs, day, time, zone)
    if (at <= atMs) return at
  }
}

/** When the clocks show `time` so many days after the day of `atMs`. */
function clockInstant(atMs: number, days: number, time: string, zone: string): number {
  const { year, month, day } = wallTimeAt(atMs, zone)
  const [hour, minute] = time.split(':').map(Number)
  return instantOf({ year, month, day: day + days, hour: hour!, minute: minute!, second: 0 }, zone)
}
