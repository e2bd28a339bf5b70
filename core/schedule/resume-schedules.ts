import type { Job } from '../../contract/index.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { closeCursor } from './close-schedule.ts'
import { entryFromCursor, fingerprintOf, isoOf, newEntry } from './schedule-entry.ts'
import type { ScheduleTable } from './schedule-table.ts'

/**
 * Fills the table at the start of a host. A schedule that stands as its cursor left it goes on from there; one that was
 * edited, switched off or removed while no host looked is closed; the others count from now, or from the ancestor's last
 * run for an oven that knows no schedule yet. Slots that an earlier host claimed and made no run of are decided on again.
 */
export function resumeSchedules({
  table,
  slots,
  jobs,
  timezone,
  nowMs,
  lastRunAt,
  warn,
}: {
  table: ScheduleTable
  slots: SlotStore
  jobs: readonly Job[]
  timezone: string
  nowMs: number
  lastRunAt?: (jobId: string) => number | null
  warn: (sentence: string) => void
}): void {
  const cursors = slots.readCursors()
  const first = cursors.size === 0
  for (const job of jobs) {
    if (!job.enabled) continue
    const fingerprint = fingerprintOf(job, timezone)
    const known = entryFromCursor(job, fingerprint, cursors.get(job.id), nowMs)
    if (known !== null) cursors.delete(job.id)
    const before = first ? lastRunAt?.(job.id) : null
    table.add(known ?? newEntry(job, fingerprint, Math.min(before ?? nowMs, nowMs)))
  }
  for (const cursor of cursors.values()) {
    try {
      closeCursor(slots, cursor, nowMs)
    } catch (error) {
      warn(`The schedule of "${cursor.jobId}" cannot be forgotten: ${(error as Error).message}`)
    }
  }
  for (const { jobId, dueAt } of slots.orphans()) {
    const entry = table.entries.get(jobId)
    if (entry === undefined) {
      slots.settle(jobId, dueAt, 'skipped', 'disabled', isoOf(nowMs))
      continue
    }
    entry.orphans = [...entry.orphans, Date.parse(dueAt)]
    table.reconsider(entry)
  }
}
