import type { GithubReport as ReportKind, RunError } from '../../contract/index.ts'

/** Where something is said of a job's runs: one comment on an issue or pull request, or the status of one commit. */
export interface ReportPlace {
  jobId: string
  /** `owner/name`, in small letters: GitHub takes no notice of case. */
  repo: string
  kind: ReportKind
  /** The number of the issue or pull request, or the commit. */
  at: string
}

/** What is said in one place, and how far GitHub was told. */
export interface PlacedReport extends ReportPlace {
  id: number
  /** Stands in the comment, so that it is known again. */
  mark: string
  commentId: number | null
  /** Since when it is not known whether GitHub made a comment that it was asked for. */
  doubtSince: string | null
  /** How often somebody removed the comment. */
  removals: number
  /** SHA-256 of what GitHub was told last. */
  told: string | null
  /** False once GitHub was told the end of all runs, or will not be. */
  isOpen: boolean
  /** GitHub is to be told then; `null` while there is nothing new. */
  nextAt: string | null
  /** In vain, since it was told something. */
  attempts: number
  failingSince: string | null
  /** Why GitHub could not be told. */
  problem: RunError | null
}

export type ReportChanges = Partial<Omit<PlacedReport, 'id' | keyof ReportPlace>>

/** What GitHub is told of runs that began there. Implemented by `adapters/sqlite`. Calls are synchronous. */
export interface GithubReportStore {
  /** Finds the place's report, or makes it with that mark. The run is one of its runs from now on. */
  join(place: ReportPlace, runId: string, made: { mark: string; at: string }): PlacedReport
  change(id: number, changes: ReportChanges, at: string): void
  find(id: number): PlacedReport | null
  /** The reports that a run is part of. */
  ofRun(runId: string): PlacedReport[]
  /** Ids of a report's runs, newest first. */
  runsOf(id: number, limit: number): string[]
  /** The one whose time came first. */
  nextDue(now: string): PlacedReport | null
  /** When the next of those that wait is due. */
  nextAt(): string | null
  /** Makes due what was not told to its end: who wrote its runs may have gone away in between. */
  wake(now: string): void
  /** Forgets what was closed and last changed before. */
  trim(before: string): void
}
