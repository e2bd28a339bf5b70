import type { Slot, SlotCause, SlotState } from '../../contract/index.ts'

/** The slot ledger. Implemented by `adapters/sqlite`. Calls are synchronous, each one transaction. */
export interface SlotStore {
  /**
   * Claims due moments: those nobody had claimed are written as `claimed` and answered, in the order given.
   * A slot is (job, dueAt): whatever restarts, it is answered once.
   */
  claim(slots: readonly { jobId: string; dueAt: string }[], at: string): { jobId: string; dueAt: string }[]
  /** Says which run a claimed slot became. */
  assignRun(jobId: string, dueAt: string, runId: string): void
  settle(jobId: string, dueAt: string, state: SlotState, cause: SlotCause | null, at: string): void
  /** Writes moments that never came to a claim, in one go: those already known are left alone. */
  record(
    slots: readonly { jobId: string; dueAt: string; state: SlotState; cause: SlotCause | null }[],
    at: string,
  ): void
  list(filter: { jobId?: string; state?: SlotState[]; since?: string; until?: string; limit: number }): Slot[]
  /** Claimed slots that have no run: the host died between the two. */
  orphans(): Slot[]

  /** What the scheduler remembers of each schedule between starts. */
  readCursors(): Map<string, ScheduleCursor>
  writeCursors(cursors: readonly ScheduleCursor[]): void
  removeCursor(jobId: string): void
}

/**
 * A schedule as last known. `fingerprint` is the schedule's text, to see that it was edited; every moment up to
 * `lookedUntil` is settled; `nextDueAt` is the first one after it.
 */
export interface ScheduleCursor {
  jobId: string
  fingerprint: string
  lookedUntil: string
  nextDueAt: string | null
}
