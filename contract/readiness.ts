import { z } from 'zod'
import { Fix } from './status.ts'

/** One thing in the way of a job's next run. */
export const ReadinessReason = z.object({
  check: z.string(),
  code: z.string().nullable(),
  description: z.string(),
  fixes: z.array(Fix),
})
export type ReadinessReason = z.infer<typeof ReadinessReason>

/**
 * Whether a job will run when it is due next. `blocked`: as things stand its run would be refused; `at-risk`: something
 * ends or may be in the way by then, or could not be found out; `ready`: nothing is known against it.
 */
export const ReadinessState = z.enum(['ready', 'at-risk', 'blocked'])
export type ReadinessState = z.infer<typeof ReadinessState>

export const Readiness = z.object({
  jobId: z.string(),
  state: ReadinessState,
  nextDueAt: z.string().nullable(),
  reasons: z.array(ReadinessReason),
  checkedAt: z.string(),
})
export type Readiness = z.infer<typeof Readiness>
