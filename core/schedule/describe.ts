import type { RandomWindowSchedule, Schedule } from '../../contract/index.ts'
import { describeCron } from './describe-cron.ts'
import { onceMoment } from './moments.ts'
import { dayPhrase, monthNames } from './phrases.ts'
import { parseWeekdays } from './weekdays.ts'
import { wallTimeAt } from './zoned-time.ts'

/**
 * A schedule in plain words, such as "every day at 02:00" or "once on 1 Dec 2026 at 02:00". A cron expression that has no
 * short wording is answered as it stands. The zone is named when it is another than `timezone`, the oven's.
 */
export function describeSchedule(schedule: Schedule, timezone: string): string {
  if (schedule.type === 'manual') return 'started by hand'
  const zone = schedule.timezone ?? timezone
  const suffix = zone === timezone ? '' : ` (${zone} time)`
  return inItsZone(schedule, zone) + suffix
}

function inItsZone(schedule: Exclude<Schedule, { type: 'manual' }>, zone: string): string {
  switch (schedule.type) {
    case 'cron':
      return describeCron(schedule.cron)
    case 'once': {
      const { year, month, day, hour, minute, second } = wallTimeAt(onceMoment(schedule.datetime, zone), zone)
      const clock = [hour, minute, ...(second === 0 ? [] : [second])].map(twoDigits).join(':')
      return `once on ${day} ${monthNames[month - 1]!.slice(0, 3)} ${year} at ${clock}`
    }
    case 'random-window':
      return describeWindow(schedule)
  }
}

function describeWindow({ start, end, days }: RandomWindowSchedule): string {
  const window = `between ${start} and ${end}`
  const weekdays = parseWeekdays(days)
  if (weekdays === null) return `${window} on ${days}`
  return weekdays.size === 7 ? `every day ${window}` : `${window} on ${dayPhrase(weekdays)}`
}

const twoDigits = (value: number) => String(value).padStart(2, '0')
