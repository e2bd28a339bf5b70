import type { ChainCause, ChainLink as ChainEntry } from '../../contract/index.ts'

/** One job that follows one run: the run it became, or why it became none. */
export interface ChainLink {
  parentRunId: string
  jobId: string
  runId: string | null
  cause: ChainCause | null
  at: string
}

/** What followed the end of which run. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface ChainStore {
  /** All that `work` writes is kept, or nothing. */
  atOnce<T>(work: () => T): T
  has(parentRunId: string, jobId: string): boolean
  /** There is one link of a run and a job, ever: a second one is an error. */
  keep(link: ChainLink): void
  /** As they are shown; those after the newest runs first. `jobId` is the job that follows. */
  list(filter: { jobId?: string; limit: number }): ChainEntry[]
}
