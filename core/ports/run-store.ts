import type {
  Outcome,
  Run,
  RunError,
  RunFilter,
  RunState,
  RunSummary,
  Stage,
  Trigger,
  Verdict,
} from '../../contract/index.ts'

/** The history of runs. Implemented by `adapters/sqlite`. Calls are synchronous: each is one short transaction. */
export interface RunStore {
  /** Writes a new run in state `queued` and gives it the job's next number. */
  create(run: NewRun): Run
  /** Changes fields of a run; stages are replaced whole when given. Answers the run as it is then. */
  update(runId: string, changes: RunChanges): Run
  find(runId: string): Run | null
  findByNumber(jobId: string, number: number): Run | null
  /** Run ids that begin with `prefix`, at most two: to tell "none", "one" and "several" apart. */
  findByPrefix(prefix: string): string[]
  list(
    filter: RunFilter,
    page: { limit: number; cursor?: string; skip?: number },
  ): { runs: RunSummary[]; next: string | null }
  /** How many runs a list from `cursor` on has, and how many are newer; without one, from before the newest of all. */
  count(filter: RunFilter, cursor?: string): { count: number; newer: number; cursor: string }
  /** Runs that have not finished, oldest first. */
  unfinished(): Run[]
  /** The newest run of each of these jobs. */
  latestOf(jobIds: readonly string[]): Map<string, RunSummary>
  /** Unfinished runs per job, without those that wait to be tried again. */
  activeCounts(): Map<string, number>
  /** Runs and failed runs queued at or after an instant. */
  countsSince(instant: string): { runs: number; failed: number }
  /** The run that repeats this one; the newest when there are several. */
  findRetryOf(runId: string): Run | null
  /** What runs that began at or after an instant have cost so far, rehearsals left out; of one job when it is given. */
  spentSince(instant: string, jobId?: string): { usd: number; tokens: number }
  /** Private to the host: what recovery needs and nobody else is shown. */
  readInternals(runId: string): RunInternals
  writeInternals(runId: string, internals: Partial<RunInternals>): void
}

export interface NewRun {
  id: string
  jobId: string
  jobName: string
  jobType: 'agent-pipeline' | 'docker'
  trigger: Trigger
  rehearsal: boolean
  attempt: number
  retryOf?: string | null
  /** The run whose end it follows. */
  chainedFrom?: string | null
  notBeforeAt?: string | null
  dueAt: string | null
  queuedAt: string
  image: string
  source: { repo: string; branch: string; pipeline: string } | null
}

export type RunChanges = Partial<
  Omit<
    Run,
    | 'id'
    | 'jobId'
    | 'number'
    | 'stagesDone'
    | 'stagesTotal'
    | 'stages'
    | 'durationMs'
    | 'chainedFrom'
    | 'followers'
  >
> & { stages?: Stage[] }

/** `nonce` marks the run's records; `stopCause` is written before a stop is begun, so that the first cause wins over restarts. */
export interface RunInternals {
  containerId: string | null
  nonce: string | null
  volume: string | null
  logPath: string | null
  stopCause: 'cancelled' | 'timed-out' | 'budget' | null
  /** When the run's timeout ends it. */
  deadlineAt: string | null
  /** When it was begun again, because its container had not been handed what it needs. It happens once. */
  begunAgainAt: string | null
  /** When the warning was given that most of the budget is used. */
  budgetWarnedAt: string | null
}

export type { Outcome, RunError, RunState, Verdict }
