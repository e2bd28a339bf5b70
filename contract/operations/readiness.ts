import { z } from 'zod'
import { Readiness } from '../readiness.ts'
import { operation } from './base.ts'

/** "Will it run tonight?" */
export const readiness = {
  /** Of one job, or of all that are enabled. Looks again unless it did within the last minute; `fresh` always does. */
  show: operation
    .route({ method: 'GET', path: '/readiness' })
    .input(z.object({ jobId: z.string().optional(), fresh: z.boolean().default(false) }))
    .output(z.array(Readiness)),
}
