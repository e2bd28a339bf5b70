import type { Schedule } from '../../../contract/index.ts'

/** How the form asks for a schedule: natural presets that are written as cron, and the schedule's other kinds. */
export type ScheduleKind =
  | 'manual'
  | 'minutes'
  | 'hourly'
  | 'daily'
  | 'weekdays'
  | 'weekly'
  | 'monthly'
  | 'cron'
  | 'once'
  | 'random-window'

/** Steps that divide an hour evenly: with any other the pattern would start anew each hour. */
export const MINUTE_STEPS = ['5', '10', '15', '20', '30'] as const

export interface ScheduleDraft {
  kind: ScheduleKind
  /** Time of day, `HH:MM`, of the presets that have one. */
  time: string
  /** Minute of the hour of the hourly preset. */
  minute: string
  /** Minutes between two runs. */
  step: string
  /** 0 is Sunday, as in cron. */
  weekdays: string[]
  /** Of the month: 1 to 31, or `L` for the last. */
  day: string
  cron: string
  datetime: string
  start: string
  end: string
  /** Of the window: `*`, or as cron writes weekdays. */
  days: string
  timezone: string
}

export const emptySchedule: ScheduleDraft = {
  kind: 'daily',
  time: '02:00',
  minute: '0',
  step: '15',
  weekdays: ['1'],
  day: '1',
  cron: '0 2 * * *',
  datetime: '',
  start: '01:00',
  end: '05:00',
  days: '*',
  timezone: '',
}

/** Reads a job's schedule into the form. A cron pattern that a preset writes just so is shown as that preset. */
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
    case 'cron': {
      const draft = { ...emptySchedule, cron: schedule.cron, timezone }
      const preset = { ...draft, ...readPreset(schedule.cron) }
      return writeCron(preset) === schedule.cron.trim() ? preset : { ...draft, kind: 'cron' }
    }
  }
}

function readPreset(cron: string): Partial<ScheduleDraft> & { kind: ScheduleKind } {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = cron.trim().split(/\s+/)
  if (month !== '*' || more.length > 0) return { kind: 'cron' }
  const step = /^\*\/(\d+)$/.exec(minute)?.[1]
  if (step !== undefined && hour === '*' && day === '*' && weekday === '*') {
    return (MINUTE_STEPS as readonly string[]).includes(step) ? { kind: 'minutes', step } : { kind: 'cron' }
  }
  if (!isWithin(minute, 0, 59)) return { kind: 'cron' }
  if (hour === '*') return day === '*' && weekday === '*' ? { kind: 'hourly', minute } : { kind: 'cron' }
  if (!isWithin(hour, 0, 23)) return { kind: 'cron' }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (day !== '*') {
    const isDay = day === 'L' || isWithin(day, 1, 31)
    return weekday === '*' && isDay ? { kind: 'monthly', time, day } : { kind: 'cron' }
  }
  if (weekday === '*') return { kind: 'daily', time }
  if (weekday === '1-5') return { kind: 'weekdays', time }
  const weekdays = weekday.split(',')
  return weekdays.every((each) => /^[0-6]$/.test(each))
    ? { kind: 'weekly', time, weekdays }
    : { kind: 'cron' }
}

const isWithin = (text: string, from: number, to: number) =>
  /^\d{1,2}$/.test(text) && Number(text) >= from && Number(text) <= to

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

/** The pattern that a draft of any preset comes to: what the pattern's own field begins with when it is turned to. */
export function writeCron({ kind, time, minute, step, weekdays, day, cron }: ScheduleDraft): string {
  const [hour = '', minuteOfDay = ''] = time.split(':')
  const clock = `${toNumber(minuteOfDay)} ${toNumber(hour)}`
  switch (kind) {
    case 'minutes':
      return `*/${step} * * * *`
    case 'hourly':
      return `${toNumber(minute)} * * * *`
    case 'daily':
      return `${clock} * * *`
    case 'weekdays':
      return `${clock} * * 1-5`
    case 'weekly':
      return `${clock} * * ${[...weekdays].sort().join(',')}`
    case 'monthly':
      return `${clock} ${day} * *`
    default:
      return cron.trim()
  }
}

/** A cleared field stays no number, so that it is refused and not read as nought. */
const toNumber = (text: string) => (text.trim() === '' ? '-' : Number(text))
