import { PROMPT_MS, settleMoments } from './catch-up.ts'
import { nextDueAfter, walkDue } from './moments.ts'
import { isoOf, type ScheduleEntry } from './schedule-entry.ts'
import type { SettlingBatch } from './settling-batch.ts'

export interface SettleContext {
  timezone: string
  now: () => number
  /** When this host began to look: what came due before came due while none ran. */
  startedAtMs: number
  stepSize: number
  missedPerJob: number
  /** Told when more moments were missed than are recorded. */
  onTruncated: (jobId: string) => void
}

/**
 * Brings one schedule up to now: what came due unseen is decided on and added to the batch. Yields how many moments it has
 * worked out since it last did, so that the caller can let others run; answers the schedule's next moment, which may be due
 * already, null when there is none, or undefined when the entry was changed meanwhile.
 */
export function* settleEntry(
  entry: ScheduleEntry,
  batch: SettlingBatch,
  { timezone, now, startedAtMs, stepSize, missedPerJob, onTruncated }: SettleContext,
): Generator<number, number | null | undefined> {
  const { turn } = entry
  const { schedule } = entry.job
  const context = { timezone, jobId: entry.job.id }
  const next = nextDueAfter(schedule, entry.lookedUntil, context)
  const nowMs = now()
  // A moment that is hardly late is left to the timer, which fires at once.
  if (entry.orphans.length === 0 && (next === null || nowMs - next <= PROMPT_MS)) {
    yield 1
    return entry.turn === turn ? next : undefined
  }
  const walk = walkDue(schedule, entry.lookedUntil, nowMs, context, { limit: missedPerJob, stepSize })
  let step = walk.next()
  for (; !step.done; step = walk.next()) {
    yield stepSize
    if (entry.turn !== turn) return undefined
  }
  if (step.value.truncated) onTruncated(entry.job.id)
  decide(entry, step.value.due, batch, { nowMs, startedAtMs })
  return nextDueAfter(schedule, entry.lookedUntil, context)
}

function decide(
  entry: ScheduleEntry,
  moments: readonly number[],
  batch: SettlingBatch,
  { nowMs, startedAtMs }: { nowMs: number; startedAtMs: number },
): void {
  batch.remember(entry)
  const jobId = entry.job.id
  const orphans = new Set(entry.orphans)
  const all = [...new Set([...entry.orphans, ...moments])].sort((a, b) => a - b)
  const { onTime, caughtUp, missed } = settleMoments(all, nowMs, entry.job)
  for (const dueAtMs of onTime)
    batch.want({ jobId, dueAtMs, trigger: 'schedule', claimed: orphans.has(dueAtMs) })
  for (const dueAtMs of caughtUp)
    batch.want({ jobId, dueAtMs, trigger: 'catch-up', claimed: orphans.has(dueAtMs) })
  for (const dueAtMs of missed) {
    // What came due while this host lived and was not seen can only have been slept through.
    const cause = dueAtMs <= startedAtMs ? 'quit' : 'asleep'
    batch.miss({ jobId, dueAt: isoOf(dueAtMs), cause, claimed: orphans.has(dueAtMs) })
  }
  entry.lookedUntil = Math.max(entry.lookedUntil, nowMs)
  entry.orphans = []
}
