import type { Schedule } from '../../contract/index.ts'
import { cronPattern } from './cron-pattern.ts'
import { nextDueAfter, onceMoment } from './moments.ts'
import { parseWeekdays } from './weekdays.ts'

/** A fault of a schedule: which of its fields, and the end of a sentence that begins with the field. */
export interface ScheduleFault {
  field: string
  message: string
}

/**
 * What is wrong with a schedule whose shape is right: a cron expression that cannot be read or never matches, weekdays
 * that are none, an empty window; with `refusePast`, also a one-time schedule that is over. A schedule that
 * passes here never makes `nextDueAfter` throw.
 */
export function checkSchedule(
  schedule: Schedule,
  { timezone, nowMs, refusePast = false }: { timezone: string; nowMs: number; refusePast?: boolean },
): ScheduleFault[] {
  switch (schedule.type) {
    case 'cron': {
      const message = cronFault(schedule.cron, schedule.timezone ?? timezone, nowMs)
      return message === null ? [] : [{ field: 'cron', message }]
    }
    case 'once': {
      const past = onceMoment(schedule.datetime, schedule.timezone ?? timezone) <= nowMs
      return past && refusePast
        ? [{ field: 'datetime', message: `must be in the future; "${schedule.datetime}" is past` }]
        : []
    }
    case 'random-window': {
      const faults: ScheduleFault[] = []
      if (schedule.start === schedule.end)
        faults.push({ field: 'end', message: `must differ from "start"; both are "${schedule.end}"` })
      if (parseWeekdays(schedule.days) === null)
        faults.push({
          field: 'days',
          message: `must name weekdays as cron does, such as "1-5", "MON,WED" or "*"; "${schedule.days}" does not`,
        })
      return faults
    }
    case 'manual':
      return []
  }
}

const fieldNames = ['second', 'minute', 'hour', 'day of month', 'month', 'day of week']

function cronFault(cron: string, timezone: string, nowMs: number): string | null {
  try {
    const context = { timezone, jobId: '' }
    return nextDueAfter({ type: 'cron', cron }, nowMs, context) === null
      ? `must match a moment that comes; "${cron}" never does`
      : null
  } catch {
    return `must be a cron expression such as "0 2 * * *"; ${whyUnreadable(cron, timezone)}`
  }
}

/** croner's errors speak of its insides, so the wrong field is found by trying each one among stars. */
function whyUnreadable(cron: string, timezone: string): string {
  if (cron.startsWith('@'))
    return `"${cron}" is not one of "@hourly", "@daily", "@weekly", "@monthly" and "@yearly"`
  const fields = cron.trim().split(/\s+/)
  if (fields.length !== 5 && fields.length !== 6)
    return `"${cron}" has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}, not five, or six with seconds first`
  const names = fields.length === 6 ? fieldNames : fieldNames.slice(1)
  const wrong = fields.findIndex((field, index) => {
    const alone = fields.map((_, other) => (other === index ? field : '*'))
    try {
      cronPattern(alone.join(' '), timezone)
      return false
    } catch {
      return true
    }
  })
  return wrong === -1 ? `"${cron}" cannot be read` : `"${fields[wrong]}" cannot stand for the ${names[wrong]}`
}
