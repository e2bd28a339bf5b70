import type { Slot, SlotCause, SlotState } from '../../contract/index.ts'

/** A due moment to be claimed, and what has made it late, when something has. */
export interface SlotClaim {
  jobId: string
  dueAt: string
  cause?: SlotCause | null
}

export interface SlotFilter {
  jobId?: string
  state?: SlotState[]
  cause?: SlotCause[]
}

/** The slot ledger. Implemented by `adapters/sqlite`. Calls are synchronous, each one transaction. */
export interface SlotStore {
  /**
   * Claims due moments: those nobody had claimed are written as `claimed` and answered, the very objects in the order given.
   * A slot is (job, dueAt): whatever restarts, it is answered once. One recorded as missed at an instant after `at` can
   * still be claimed: the clock stood ahead then, and the moment comes only now.
   */
  claim<Due extends SlotClaim>(slots: readonly Due[], at: string): Due[]
  /** Says which run a claimed slot became. */
  assignRun(jobId: string, dueAt: string, runId: string): void
  /** Says how a slot ended. One that runs `late` keeps the cause it already has. */
  settle(jobId: string, dueAt: string, state: SlotState, cause: SlotCause | null, at: string): void
  /** Writes moments that never came to a claim, in one go: those already known are left alone. */
  record(
    slots: readonly { jobId: string; dueAt: string; state: SlotState; cause: SlotCause | null }[],
    at: string,
  ): void
  list(filter: SlotFilter & { since?: string; until?: string; limit: number; cursor?: string }): Slot[]
  /** How many slots of each state fell due in each stretch (ISO 8601, `until` not included); and the slots of those with at most `each`. */
  tally(
    stretches: readonly { from: string; until: string }[],
    filter: SlotFilter & { each: number },
  ): { counts: Partial<Record<SlotState, number>>; slots: Slot[] }[]
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
