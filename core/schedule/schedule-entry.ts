import type { Job } from '../../contract/index.ts'
import type { ScheduleCursor } from '../ports/slot-store.ts'

/** What the scheduler keeps of one enabled job. Instants in ms since 1970. */
export interface ScheduleEntry {
  job: Job
  fingerprint: string
  /** Every moment up to here is claimed, recorded, or from before the schedule was known. */
  lookedUntil: number
  /** The first moment after `lookedUntil`; `Infinity` when there is none. Only right while `nextKnown`. */
  dueAt: number
  nextKnown: boolean
  /** From `lookedUntil` to `dueAt` when that was worked out: how often the job fires, roughly. */
  gapMs: number
  heapIndex: number
  /** Moments claimed by a host that died before it made runs of them. */
  orphans: number[]
  removed: boolean
  /** Counts how often the entry was changed from outside, so that work on an older state of it can tell. */
  turn: number
}

/** What must stay the same for a schedule to count as known: its text, and the zone that it is read in. */
export function fingerprintOf(job: Job, timezone: string): string {
  return `${timezone} ${JSON.stringify(job.schedule)}`
}

export function newEntry(job: Job, fingerprint: string, lookedUntil: number): ScheduleEntry {
  return {
    job,
    fingerprint,
    lookedUntil,
    dueAt: Number.POSITIVE_INFINITY,
    nextKnown: false,
    gapMs: 0,
    heapIndex: -1,
    orphans: [],
    removed: false,
    turn: 0,
  }
}

/** An entry as a cursor left it, or null when the schedule was edited or the clock stood later then. */
export function entryFromCursor(
  job: Job,
  fingerprint: string,
  cursor: ScheduleCursor | undefined,
  nowMs: number,
): ScheduleEntry | null {
  if (cursor?.fingerprint !== fingerprint) return null
  const lookedUntil = Date.parse(cursor.lookedUntil)
  if (Number.isNaN(lookedUntil) || lookedUntil > nowMs) return null
  const entry = newEntry(job, fingerprint, lookedUntil)
  entry.dueAt = cursor.nextDueAt === null ? Number.POSITIVE_INFINITY : Date.parse(cursor.nextDueAt)
  // A moment that has come is settled with those after it.
  entry.nextKnown = entry.dueAt > nowMs
  return entry
}

export function cursorOf(entry: ScheduleEntry): ScheduleCursor {
  return {
    jobId: entry.job.id,
    fingerprint: entry.fingerprint,
    lookedUntil: isoOf(entry.lookedUntil),
    nextDueAt: entry.dueAt === Number.POSITIVE_INFINITY ? null : isoOf(entry.dueAt),
  }
}

let lastMs = Number.NaN
let lastIso = ''

/** An instant as it is written down. Thousands of jobs share a second, so the last answer is remembered. */
export function isoOf(ms: number): string {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastIso
}
