import { Schedule } from '../../contract/index.ts'
import type { ScheduleCursor, SlotStore } from '../ports/slot-store.ts'
import { PROMPT_MS } from './catch-up.ts'
import { dueBetween } from './moments.ts'
import { isoOf } from './schedule-entry.ts'

/** Of a schedule that ends, at most so many moments are listed: the newest. */
const LISTED = 1_000

/** A schedule as it was known until now, and up to where its moments are settled (ms since 1970). */
export interface KnownSchedule {
  jobId: string
  schedule: Schedule
  timezone: string
  lookedUntil: number
}

/**
 * Accounts for the moments of a schedule that is edited, switched off or removed now: what came due before that and was
 * seen by nobody is missed, and what has only just come due is skipped. What the ledger knows stays as it is.
 */
export function closeSchedule(
  slots: Pick<SlotStore, 'record'>,
  { jobId, schedule, timezone, lookedUntil }: KnownSchedule,
  { nowMs, startedAtMs }: { nowMs: number; startedAtMs: number },
): void {
  const { due } = dueBetween(schedule, lookedUntil, nowMs, { timezone, jobId, limit: LISTED })
  if (due.length === 0) return
  slots.record(
    due.map((dueAtMs) => ({
      jobId,
      dueAt: isoOf(dueAtMs),
      ...(dueAtMs <= startedAtMs
        ? { state: 'missed', cause: 'quit' }
        : nowMs - dueAtMs > PROMPT_MS
          ? { state: 'missed', cause: 'asleep' }
          : { state: 'skipped', cause: 'disabled' }),
    })),
    isoOf(nowMs),
  )
}

/** The same for a job that is edited while no scheduler runs. */
export function forgetSchedule(
  slots: Pick<SlotStore, 'readCursors' | 'record' | 'removeCursor'>,
  jobId: string,
  nowMs: number,
): void {
  const cursor = slots.readCursors().get(jobId)
  if (cursor !== undefined) closeCursor(slots, cursor, nowMs)
}

/** The same for a schedule that only its cursor tells of, since no host has it in mind; then the cursor goes. */
export function closeCursor(
  slots: Pick<SlotStore, 'record' | 'removeCursor'>,
  cursor: ScheduleCursor,
  nowMs: number,
): void {
  const known = knownBy(cursor)
  if (known !== null && known.lookedUntil < nowMs) closeSchedule(slots, known, { nowMs, startedAtMs: nowMs })
  slots.removeCursor(cursor.jobId)
}

/** A cursor's fingerprint is the zone and the schedule's text (`fingerprintOf`). */
function knownBy({ jobId, fingerprint, lookedUntil }: ScheduleCursor): KnownSchedule | null {
  const [timezone, ...text] = fingerprint.split(' ')
  try {
    const schedule = Schedule.parse(JSON.parse(text.join(' ')))
    return { jobId, schedule, timezone: timezone!, lookedUntil: Date.parse(lookedUntil) }
  } catch {
    return null
  }
}
