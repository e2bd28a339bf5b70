import type { Schedule } from '../../contract/index.ts'
import { checkSchedule } from './check-schedule.ts'
import { describeSchedule } from './describe.ts'
import { nextDueAfter } from './moments.ts'

/**
 * The next `count` moments of a schedule after `fromMs`, and the schedule in words. `timezone` is the oven's.
 * Throws what `checkSchedule` throws for one that could not be saved.
 */
export function previewSchedule(request: {
  schedule: Schedule
  timezone: string
  jobId: string
  fromMs: number
  count: number
}): { text: string; timezone: string; due: { dueAt: string }[] } {
  const { schedule, timezone, jobId, count } = request
  const own = schedule.type === 'manual' ? undefined : schedule.timezone
  const due: { dueAt: string }[] = []
  let after = request.fromMs
  while (due.length < count) {
    const next = nextDueAfter(schedule, after, { timezone, jobId })
    if (next === null) break
    due.push({ dueAt: new Date(next).toISOString() })
    after = next
  }
  return { text: describeSchedule(schedule, timezone), timezone: own ?? timezone, due }
}
