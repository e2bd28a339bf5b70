import { z } from 'zod'
import { ChainCause, Outcome, RunRef } from '../run.ts'
import { operation } from './base.ts'

/** One job that follows another, at one end of a run of that: the run it became, or why it became none. */
export const ChainLink = z.object({
  at: z.string(),
  /** The job that follows. */
  jobId: z.string(),
  /** The run that ended. */
  parent: RunRef.extend({ outcome: Outcome.nullable() }),
  run: RunRef.nullable(),
  cause: ChainCause.nullable(),
})
export type ChainLink = z.infer<typeof ChainLink>

/** What jobs that follow others made of the ends they followed. */
export const chains = {
  /** Those of the newest runs first. */
  list: operation
    .route({ method: 'GET', path: '/chains' })
    .input(
      z.object({
        /** Only of this job, as the one that follows. */
        jobId: z.string().optional(),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.array(ChainLink)),
}
