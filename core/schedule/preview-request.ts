import { Schedule } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { OvenServices } from '../oven-services.ts'
import type { Clock } from '../ports/clock.ts'
import { previewSchedule } from './preview.ts'

/** Answers for a job or for a schedule that is not saved yet. Throws `input-invalid` when neither is named. */
export function createPreview(deps: {
  clock: Clock
  timezone: () => string
  /** Throws `not-found`. */
  scheduleOf: (jobId: string) => Schedule
}): OvenServices['preview'] {
  return ({ id, schedule, timezone, from, count = 5 }) => {
    const known = id === undefined ? undefined : deps.scheduleOf(id)
    const wanted = schedule === undefined ? known : Schedule.parse(schedule)
    if (!wanted) {
      throw new OvenError('input-invalid', 'Either "id" or "schedule" must be given.', {
        kind: 'INPUT_INVALID',
      })
    }
    return previewSchedule({
      schedule: wanted,
      timezone: timezone ?? deps.timezone(),
      jobId: id ?? 'preview',
      fromMs: from ? Date.parse(from) : deps.clock.now(),
      count,
    })
  }
}
