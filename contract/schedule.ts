import { z } from 'zod'

/** An IANA time zone such as `Europe/Berlin`. Checked by the runtime's own zone data. */
export const TimeZone = z.string().refine(isTimeZone, {
  error: (issue) => `must be an IANA time zone such as "Europe/Berlin"; "${String(issue.input)}" is not one`,
})

/** Fires at every moment the pattern matches: five fields, or six with seconds first, as cron writes them. */
export const CronSchedule = z.strictObject({
  type: z.literal('cron'),
  cron: z.string().trim().min(1, { error: 'must be a cron expression such as "0 2 * * *"' }),
  timezone: TimeZone.optional(),
})

/** Fires one time. A datetime without an offset is read in `timezone`, or the oven's own zone. */
export const OnceSchedule = z.strictObject({
  type: z.literal('once'),
  datetime: z.string().regex(/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/, {
    error: 'must be a date and time such as "2026-12-01T02:00" or "2026-12-01T02:00:00Z"',
  }),
  timezone: TimeZone.optional(),
})

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of day between "00:00" and "23:59"',
})

/** Fires once a day at a moment between `start` and `end` that is drawn anew for each day. `days` as cron writes weekdays. */
export const RandomWindowSchedule = z.strictObject({
  type: z.literal('random-window'),
  start: ClockTime,
  end: ClockTime,
  days: z.string().trim().min(1).default('*'),
  timezone: TimeZone.optional(),
})

/** Never fires by itself. */
export const ManualSchedule = z.strictObject({ type: z.literal('manual') })

export const Schedule = z.discriminatedUnion(
  'type',
  [CronSchedule, OnceSchedule, RandomWindowSchedule, ManualSchedule],
  { error: 'must have a "type" of "cron", "once", "random-window" or "manual"' },
)
export type Schedule = z.infer<typeof Schedule>
export type CronSchedule = z.infer<typeof CronSchedule>
export type OnceSchedule = z.infer<typeof OnceSchedule>
export type RandomWindowSchedule = z.infer<typeof RandomWindowSchedule>

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
