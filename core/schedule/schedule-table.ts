import { MinHeap } from './min-heap.ts'
import type { ScheduleEntry } from './schedule-entry.ts'

/**
 * All known schedules: those whose next moment is known stand in a heap by that moment, the others wait to have it worked
 * out. What was moved on since it was last written down is `dirty`.
 */
export class ScheduleTable {
  readonly entries = new Map<string, ScheduleEntry>()
  readonly dirty = new Set<ScheduleEntry>()
  readonly #heap = new MinHeap<ScheduleEntry>()
  /** A stack: who comes last is served first. */
  readonly #waiting: ScheduleEntry[] = []

  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  get nextDueAt(): number | null {
    return this.#heap.peek()?.dueAt ?? null
  }

  add(entry: ScheduleEntry): void {
    this.entries.set(entry.job.id, entry)
    if (entry.nextKnown) this.#enter(entry)
    else this.#waiting.push(entry)
  }

  drop(entry: ScheduleEntry): void {
    entry.removed = true
    entry.turn += 1
    this.#heap.remove(entry)
    this.dirty.delete(entry)
    this.entries.delete(entry.job.id)
  }

  /** Has the entry's next moment worked out anew, from its `lookedUntil`. */
  reconsider(entry: ScheduleEntry): void {
    if (entry.removed) return
    this.#heap.remove(entry)
    // Its cursor must not be written while its two halves do not fit each other.
    this.dirty.delete(entry)
    entry.nextKnown = false
    entry.turn += 1
    this.#waiting.push(entry)
  }

  /** Gives an entry its next moment. */
  place(entry: ScheduleEntry, dueAt: number | null): void {
    entry.dueAt = dueAt ?? Number.POSITIVE_INFINITY
    entry.gapMs = entry.dueAt - entry.lookedUntil
    entry.nextKnown = true
    this.#enter(entry)
    this.dirty.add(entry)
  }

  takeWaiting(): ScheduleEntry | undefined {
    for (;;) {
      const entry = this.#waiting.pop()
      if (entry === undefined || (!entry.removed && !entry.nextKnown)) return entry
    }
  }

  /** Takes out everything due at or before `nowMs`. */
  takeDue(nowMs: number): ScheduleEntry[] {
    const due: ScheduleEntry[] = []
    for (let top = this.#heap.peek(); top !== undefined && top.dueAt <= nowMs; top = this.#heap.peek()) {
      this.#heap.remove(top)
      due.push(top)
    }
    return due
  }

  #enter(entry: ScheduleEntry): void {
    if (entry.dueAt !== Number.POSITIVE_INFINITY) this.#heap.push(entry)
  }
}
