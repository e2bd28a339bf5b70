import { z } from 'zod'

/** An IANA time zone such as `Europe/Berlin`. Checked by the runtime's own zone data. */
export const TimeZone = z.string().refine(isTimeZone, {
  error: (issue) => `must be an IANA time zone such as "Europe/Berlin"; "${String(issue.input)}" is not one`,
})

/**
 * Fires at every moment the pattern matches: five fields, or six with seconds first, as cron writes them. Whether the
 * pattern can be read, and ever matches, is checked where cron is evaluated (core/schedule/check-schedule.ts).
 */
export const CronSchedule = z.strictObject({
  type: z.literal('cron'),
  cron: z.string().trim().min(1, { error: 'must be a cron expression such as "0 2 * * *"' }).max(500),
  timezone: TimeZone.optional(),
})

/** Fires one time. A datetime without an offset is read in `timezone`, or the oven's own zone. */
export const OnceSchedule = z.strictObject({
  type: z.literal('once'),
  datetime: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/, {
      error: 'must be a date and time such as "2026-12-01T02:00" or "2026-12-01T02:00:00Z"',
      abort: true,
    })
    .refine(isOnTheCalendar, {
      error: (issue) => `must be a date and time that exist; "${String(issue.input)}" does not`,
    }),
  timezone: TimeZone.optional(),
})

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of day between "00:00" and "23:59"',
})

/**
 * Fires once a day at a moment between `start` and `end` that is drawn anew for each day. An `end` before `start` lies on
 * the next day. `days` as cron writes weekdays; they name the days on which the window begins.
 */
export const RandomWindowSchedule = z.strictObject({
  type: z.literal('random-window'),
  start: ClockTime,
  end: ClockTime,
  days: z.string().trim().min(1, { error: 'must name weekdays such as "1-5" or "MON,WED"' }).default('*'),
  timezone: TimeZone.optional(),
})

/** Never fires by itself. */
export const ManualSchedule = z.strictObject({ type: z.literal('manual') })

export const Schedule = z.discriminatedUnion(
  'type',
  [CronSchedule, OnceSchedule, RandomWindowSchedule, ManualSchedule],
  { error: 'must be "cron", "once", "random-window" or "manual"' },
)
export type Schedule = z.infer<typeof Schedule>
export type CronSchedule = z.infer<typeof CronSchedule>
export type OnceSchedule = z.infer<typeof OnceSchedule>
export type RandomWindowSchedule = z.infer<typeof RandomWindowSchedule>

/** Zones that were found to exist: asking the runtime costs more than all the rest of a job's check. */
const knownZones = new Set<string>()

function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    knownZones.add(name)
    return true
  } catch {
    return false
  }
}

/** `Date` rolls 30 February over into March, so what comes out is compared with what went in. */
function isOnTheCalendar(datetime: string): boolean {
  const [year, month, day, hour, minute, second] = datetime.split(/\D/).map(Number)
  const date = new Date(Date.UTC(year!, month! - 1, day!, hour!, minute!, second || 0))
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day) return false
  if (hour! > 23 || minute! > 59 || (/:\d{2}:\d{2}/.test(datetime) && second! > 59)) return false
  const offset = /[+-](\d{2}):?(\d{2})$/.exec(datetime.slice(11))
  return offset === null || (Number(offset[1]) <= 14 && Number(offset[2]) <= 59)
}
