import type { Outcome, RunMark, RunPoint, Verdict } from '../../contract/index.ts'

/** Runs of one stretch of time that ended alike. `outcome` is `null` for those that have not finished. */
export interface RunSum {
  /** Which of the stretches asked for. */
  stretch: number
  outcome: Outcome | null
  verdict: Verdict | null
  runs: number
  durationMs: number
  costUsd: number
  /** How many of them have a cost that is estimated. */
  estimated: number
  tokens: number
}

/** Figures of the history. Implemented by `adapters/sqlite`. */
export interface StatsStore {
  /** Sums of the runs queued in each stretch (whole quarters of an hour, ms since 1970, `untilMs` not included). */
  sums(stretches: readonly { fromMs: number; untilMs: number }[], jobId?: string): RunSum[]
  /** The newest runs of each of these jobs, oldest first. Jobs that never ran are left out. */
  newest(jobIds: readonly string[], limit: number): Map<string, RunMark[]>
  /** A job's newest finished runs, oldest first. */
  points(jobId: string, limit: number): RunPoint[]
}
