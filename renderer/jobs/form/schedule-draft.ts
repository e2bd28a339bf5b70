import type { Schedule } from '../../../contract/index.ts'

/** How the form asks for a schedule: natural presets that are written as cron, and the schedule's other kinds. */
export type ScheduleKind =
  | 'manual'
  | 'hourly'
  | 'daily'
  | 'weekdays'
  | 'weekly'
  | 'cron'
  | 'once'
  | 'random-window'

export interface ScheduleDraft {
  kind: ScheduleKind
  /** Time of day, `HH:MM`, of the daily, weekday and weekly presets. */
  time: string
  /** Minute of the hour of the hourly preset. */
  minute: string
  /** 0 is Sunday, as in cron. */
  weekday: string
  cron: string
  datetime: string
  start: string
  end: string
  days: string
  timezone: string
}

export const emptySchedule: ScheduleDraft = {
  kind: 'daily',
  time: '02:00',
  minute: '0',
  weekday: '1',
  cron: '0 2 * * *',
  datetime: '',
  start: '01:00',
  end: '05:00',
  days: '*',
  timezone: '',
}

/** Reads a job's schedule into the form. A cron pattern that is one of the presets is shown as that preset. */
export function readSchedule(schedule: Schedule): ScheduleDraft {
  const timezone = 'timezone' in schedule ? (schedule.timezone ?? '') : ''
  switch (schedule.type) {
    case 'manual':
      return { ...emptySchedule, kind: 'manual' }
    case 'once':
      return { ...emptySchedule, kind: 'once', datetime: schedule.datetime, timezone }
    case 'random-window': {
      const { start, end, days } = schedule
      return { ...emptySchedule, kind: 'random-window', start, end, days, timezone }
    }
    case 'cron':
      return { ...emptySchedule, ...readPreset(schedule.cron), cron: schedule.cron, timezone }
  }
}

function readPreset(cron: string): Partial<ScheduleDraft> & { kind: ScheduleKind } {
  const match = /^(\d{1,2}) (\d{1,2}|\*) \* \* (\*|[0-6]|1-5)$/.exec(cron.trim())
  if (match === null) return { kind: 'cron' }
  const [, minute = '', hour = '', day = ''] = match
  if (Number(minute) > 59 || Number(hour) > 23) return { kind: 'cron' }
  if (hour === '*') return day === '*' ? { kind: 'hourly', minute } : { kind: 'cron' }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day === '*') return { kind: 'daily', time }
  if (day === '1-5') return { kind: 'weekdays', time }
  return { kind: 'weekly', time, weekday: day }
}

/** Writes the form's schedule as the contract has it. Nothing is checked here: the host says what is wrong. */
export function writeSchedule(draft: ScheduleDraft): Schedule {
  const timezone = draft.timezone.trim() === '' ? {} : { timezone: draft.timezone.trim() }
  switch (draft.kind) {
    case 'manual':
      return { type: 'manual' }
    case 'once':
      return { type: 'once', datetime: draft.datetime, ...timezone }
    case 'random-window':
      return { type: 'random-window', start: draft.start, end: draft.end, days: draft.days, ...timezone }
    default:
      return { type: 'cron', cron: writeCron(draft), ...timezone }
  }
}

function writeCron({ kind, time, minute, weekday, cron }: ScheduleDraft): string {
  const [hour = '', minuteOfDay = ''] = time.split(':')
  const clock = `${Number(minuteOfDay)} ${Number(hour)}`
  switch (kind) {
    case 'hourly':
      return `${Number(minute)} * * * *`
    case 'daily':
      return `${clock} * * *`
    case 'weekdays':
      return `${clock} * * 1-5`
    case 'weekly':
      return `${clock} * * ${weekday}`
    default:
      return cron.trim()
  }
}
