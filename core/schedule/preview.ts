import type { Schedule } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import { checkSchedule } from './check-schedule.ts'
import { type ClockChange, clockChanges } from './clock-changes.ts'
import { describeSchedule } from './describe.ts'
import { nextDueAfter } from './moments.ts'

/**
 * The next `count` moments of a schedule after `fromMs`, the schedule in words, and what changes of the clocks do to it. `timezone` is the oven's.
 * Throws `schedule-invalid` (INPUT_INVALID) for one that could not be saved.
 */
export function previewSchedule(request: {
  schedule: Schedule
  timezone: string
  jobId: string
  fromMs: number
  count: number
}): { text: string; timezone: string; due: { dueAt: string }[]; clockChanges: ClockChange[] } {
  const { schedule, timezone, jobId, count } = request
  const own = schedule.type === 'manual' ? undefined : schedule.timezone
  const faults = checkSchedule(schedule, { timezone, nowMs: request.fromMs })
  if (faults.length > 0) {
    const fields = faults.map(({ field, message }) => ({
      field: `schedule.${field}`,
      message: `The field "schedule.${field}" ${message}.`,
    }))
    throw new OvenError('schedule-invalid', fields[0]!.message, { kind: 'INPUT_INVALID', fields })
  }
  const due: { dueAt: string }[] = []
  let after = request.fromMs
  while (due.length < count) {
    const next = nextDueAfter(schedule, after, { timezone, jobId })
    if (next === null) break
    due.push({ dueAt: new Date(next).toISOString() })
    after = next
  }
  return {
    text: describeSchedule(schedule, timezone),
    timezone: own ?? timezone,
    due,
    clockChanges: clockChanges(schedule, { timezone, fromMs: request.fromMs }),
  }
}
