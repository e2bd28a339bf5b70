import type { RandomWindowSchedule } from '../../contract/index.ts'
import { parseWeekdays } from './weekdays.ts'
import { instantOf, type WallTime, wallTimeAt } from './zoned-time.ts'

const DAY_MS = 86_400_000

/**
 * The first drawn moment of a random window after `afterMs` (ms since 1970), or null when its days cannot be read. The
 * draw of a day depends on nothing but the job's id and the day, so a restart does not draw again.
 */
export function nextRandomMoment(
  schedule: RandomWindowSchedule,
  afterMs: number,
  { timezone, jobId }: { timezone: string; jobId: string },
): number | null {
  const days = parseWeekdays(schedule.days)
  if (days === null) return null
  const today = wallTimeAt(afterMs, timezone)
  // From the day before, whose window may cross midnight, over a week and the days a zone may have left out.
  for (let ahead = -2; ahead <= 16; ahead++) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day) + ahead * DAY_MS)
    if (!days.has(date.getUTCDay())) continue
    const drawn = momentOf(schedule, date, timezone, jobId)
    if (drawn !== null && drawn > afterMs) return drawn
  }
  return null
}

function momentOf(
  schedule: RandomWindowSchedule,
  date: Date,
  timezone: string,
  jobId: string,
): number | null {
  if (!dayExists(date, timezone)) return null
  const lastDay = schedule.end < schedule.start ? new Date(date.getTime() + DAY_MS) : date
  const from = instantOf(at(date, schedule.start), timezone)
  const to = instantOf(at(lastDay, schedule.end), timezone)
  const seconds = Math.max(1, Math.floor((to - from) / 1000))
  return from + Math.floor(fractionOf(`${jobId} ${date.toISOString().slice(0, 10)}`) * seconds) * 1000
}

function at(date: Date, clockTime: string): WallTime {
  const [hour, minute] = clockTime.split(':').map(Number)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: hour!,
    minute: minute!,
    second: 0,
  }
}

/** A zone that moves over the date line leaves a day out (Samoa, 30 December 2011): it has no window then. */
function dayExists(date: Date, timezone: string): boolean {
  const noon = wallTimeAt(instantOf(at(date, '12:00'), timezone), timezone)
  return noon.day === date.getUTCDate()
}

/** An even spread over [0, 1) from a text: FNV-1a, then murmur3's finaliser, as FNV alone leaves near texts together. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
