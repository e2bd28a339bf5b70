import { z } from 'zod'
import { Pause } from '../status.ts'
import { operation } from './base.ts'

/**
 * Pausing all schedules. Moments that come due meanwhile are skipped with the cause `paused` and never made up for; clicks
 * and calls still run. A pause holds over restarts.
 */
export const schedule = {
  /** `until`: an instant to come, or `null` until somebody resumes. Pausing again changes the end. */
  pause: operation
    .route({ method: 'POST', path: '/schedule/pause' })
    .input(z.object({ until: z.iso.datetime({ offset: true }).nullable() }))
    .output(Pause),
  /** Answers whether they were paused. */
  resume: operation
    .route({ method: 'POST', path: '/schedule/resume' })
    .output(z.object({ resumed: z.boolean() })),
}
