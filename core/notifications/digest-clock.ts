import type { Settings } from '../../contract/index.ts'
import type { MessageContent } from '../ports/channel-sender.ts'
import type { Clock } from '../ports/clock.ts'
import type { OvenNotes } from '../ports/oven-notes.ts'
import { lastTimeOfDay, nextTimeOfDay } from './quiet-hours.ts'

/** The digest of a morning that the machine slept through is still told within so long; later it is no morning's. */
const LATE_AT_MOST_MS = 12 * 3_600_000
/** A machine that slept notices within so long that it is time. */
const LOOK_EVERY_MS = 5 * 60_000
/** What happened longer ago than this is in no digest. */
const LONGEST_MS = 7 * 86_400_000
/** Up to when it was told, or need not be. */
const NOTE = 'digest:until'

/** Tells the digest once a day, at its time of day by the oven's clocks. */
export function createDigestClock(deps: {
  clock: Clock
  notes: Pick<OvenNotes, 'read' | 'write' | 'remove'>
  settings: () => Pick<Settings['notifications'], 'digest'>
  timezone: () => string
  compose: (sinceMs: number, atMs: number) => MessageContent
  /** Writes it down; by the key once. */
  tell: (content: MessageContent, key: string) => void
  onWarning: (sentence: string) => void
}): { start(): void; stop(): void; look(): void } {
  const { clock, notes, settings, timezone } = deps
  let cancel: (() => void) | null = null
  let isRunning = false

  function look(): void {
    cancel?.()
    cancel = null
    if (!isRunning) return
    const time = settings().digest
    if (time === undefined) {
      notes.remove(NOTE)
      return
    }
    try {
      settle(time)
    } catch (error) {
      deps.onWarning(`The digest waits: ${(error as Error).message}`)
    }
    const waitMs = nextTimeOfDay(clock.now(), time, timezone()) - clock.now()
    cancel = clock.after(Math.min(waitMs, LOOK_EVERY_MS), look)
  }

  function settle(time: string): void {
    const nowMs = clock.now()
    const dueMs = lastTimeOfDay(nowMs, time, timezone())
    const due = new Date(dueMs).toISOString()
    const until = notes.read(NOTE)
    const now = new Date(nowMs).toISOString()
    // Set just now: the mornings before were not asked for, and the first one tells of a day.
    if (until === null) notes.write(NOTE, due, now)
    else if (until < due && nowMs - dueMs <= LATE_AT_MOST_MS) {
      const sinceMs = Math.max(Date.parse(until), dueMs - LONGEST_MS)
      deps.tell(deps.compose(sinceMs, nowMs), `digest:${due}`)
      notes.write(NOTE, now, now)
    }
  }

  return {
    start() {
      isRunning = true
      look()
    },
    stop() {
      isRunning = false
      cancel?.()
    },
    look,
  }
}
