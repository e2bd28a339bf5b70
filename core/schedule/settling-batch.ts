import type { SlotCause } from '../../contract/index.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { isoOf, type ScheduleEntry } from './schedule-entry.ts'

/** A due moment that is to become a run. `lateByMs` counts from the moment to its claim. */
export interface DueSlot {
  jobId: string
  dueAt: string
  lateByMs: number
  /** Why nobody saw it at its moment; null when it was seen. */
  cause: SlotCause | null
}

/** Why slots are handed over: their moment came, or it had been missed and the job wants it made up for. */
export interface LaunchInfo {
  trigger: 'schedule' | 'catch-up'
  claimedAt: string
}

export interface MissedSlot {
  jobId: string
  dueAt: string
  cause: SlotCause
}

export type Launch = (slots: readonly DueSlot[], info: LaunchInfo) => void | Promise<void>

interface Wanted {
  jobId: string
  dueAtMs: number
  trigger: LaunchInfo['trigger']
  /** True when an earlier host claimed it. */
  claimed: boolean
  cause: SlotCause | null
}

/** Decisions about due moments, written to the ledger in a few statements and then handed to `launch`. */
export class SettlingBatch {
  #wanted: Wanted[] = []
  #missed: (MissedSlot & { claimed: boolean })[] = []
  /** Came due while the schedules were paused. */
  #paused: { jobId: string; dueAt: string; claimed: boolean }[] = []
  #before = new Map<ScheduleEntry, Pick<ScheduleEntry, 'lookedUntil' | 'orphans'>>()

  get empty(): boolean {
    return this.#wanted.length === 0 && this.#missed.length === 0 && this.#paused.length === 0
  }

  get missed(): readonly MissedSlot[] {
    return this.#missed
  }

  want(slot: Wanted): void {
    this.#wanted.push(slot)
  }

  get paused(): readonly { jobId: string }[] {
    return this.#paused
  }

  pause(slot: { jobId: string; dueAt: string; claimed: boolean }): void {
    this.#paused.push(slot)
  }

  miss(slot: MissedSlot & { claimed: boolean }): void {
    this.#missed.push(slot)
  }

  /** Notes where an entry stands, before the batch moves it on. */
  remember(entry: ScheduleEntry): void {
    if (!this.#before.has(entry)) {
      this.#before.set(entry, { lookedUntil: entry.lookedUntil, orphans: entry.orphans })
    }
  }

  /** Puts every entry back where it stood, since the batch could not be committed. */
  undo(): ScheduleEntry[] {
    for (const [entry, before] of this.#before) Object.assign(entry, before)
    return [...this.#before.keys()]
  }

  /** Begins anew. What was answered before is left as it is. */
  clear(): void {
    this.#wanted = []
    this.#missed = []
    this.#paused = []
    this.#before = new Map()
  }

  /**
   * Writes what was missed or paused, claims what is wanted and launches what it got. Throws what the store throws; nothing has been
   * launched then, and the same decisions can be made again.
   */
  commit(slots: SlotStore, nowMs: number, launch: Launch): void {
    const at = isoOf(nowMs)
    this.#writeUnrun(slots, at)
    const wanted = this.#wanted
    const due = wanted.map((each): DueSlot => dueSlotOf(each, nowMs))
    const ours = new Set(
      slots.claim(
        due.filter((_, index) => !wanted[index]!.claimed),
        at,
      ),
    )
    for (const [index, { jobId, dueAt, cause }] of due.entries()) {
      if (wanted[index]!.claimed) slots.settle(jobId, dueAt, 'claimed', cause, at)
    }
    for (const trigger of ['schedule', 'catch-up'] as const) {
      const group = due.filter(
        (slot, index) => wanted[index]!.trigger === trigger && (wanted[index]!.claimed || ours.has(slot)),
      )
      if (group.length > 0) launch(group, { trigger, claimedAt: at })
    }
  }

  #writeUnrun(slots: SlotStore, at: string): void {
    const unrun = [
      ...this.#missed.map((slot) => ({ ...slot, state: 'missed' as const })),
      ...this.#paused.map((slot) => ({ ...slot, state: 'skipped' as const, cause: 'paused' as const })),
    ]
    const fresh = unrun.filter(({ claimed }) => !claimed)
    if (fresh.length > 0) {
      slots.record(
        fresh.map(({ jobId, dueAt, state, cause }) => ({ jobId, dueAt, state, cause })),
        at,
      )
    }
    for (const { jobId, dueAt, state, cause, claimed } of unrun) {
      if (claimed) slots.settle(jobId, dueAt, state, cause, at)
    }
  }
}

function dueSlotOf({ jobId, dueAtMs, cause }: Wanted, nowMs: number): DueSlot {
  return { jobId, dueAt: isoOf(dueAtMs), lateByMs: nowMs - dueAtMs, cause }
}
