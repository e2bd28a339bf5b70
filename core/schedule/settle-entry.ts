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
  /** Whether the schedules were paused at a moment. */
  wasPausedAt: (ms: number) => boolean
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
  { timezone, now, startedAtMs, stepSize, missedPerJob, wasPausedAt, onTruncated }: SettleContext,
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
  const following = nextDueAfter(schedule, Math.max(entry.lookedUntil, nowMs), context)
  decide(entry, step.value.due, batch, { nowMs, startedAtMs, following, wasPausedAt })
  return following
}

function decide(
  entry: ScheduleEntry,
  moments: readonly number[],
  batch: SettlingBatch,
  {
    nowMs,
    startedAtMs,
    following,
    wasPausedAt,
  }: Pick<SettleContext, 'startedAtMs' | 'wasPausedAt'> & { nowMs: number; following: number | null },
): void {
  batch.remember(entry)
  const jobId = entry.job.id
  const orphans = new Set(entry.orphans)
  const known = [...new Set([...entry.orphans, ...moments])].sort((a, b) => a - b)
  // What came due in a pause is not made up for, however late somebody looks.
  const all = known.filter((dueAtMs) => !wasPausedAt(dueAtMs))
  for (const dueAtMs of known.filter(wasPausedAt)) {
    batch.pause({ jobId, claimed: orphans.has(dueAtMs), dueAt: isoOf(dueAtMs) })
  }
  const gapMs = (following ?? Number.POSITIVE_INFINITY) - (all.at(-1) ?? nowMs)
  const { onTime, caughtUp, missed } = settleMoments(all, nowMs, entry.job, gapMs)
  // What came due while this host lived and was not seen can only have been slept through.
  const causeOf = (dueAtMs: number) => (dueAtMs <= startedAtMs ? 'quit' : 'asleep')
  const about = (dueAtMs: number) =>
    ({ jobId, claimed: orphans.has(dueAtMs), cause: causeOf(dueAtMs) }) as const
  for (const dueAtMs of onTime) batch.want({ ...about(dueAtMs), dueAtMs, trigger: 'schedule' })
  for (const dueAtMs of caughtUp) batch.want({ ...about(dueAtMs), dueAtMs, trigger: 'catch-up' })
  for (const dueAtMs of missed) batch.miss({ ...about(dueAtMs), dueAt: isoOf(dueAtMs) })
  entry.lookedUntil = Math.max(entry.lookedUntil, nowMs)
  entry.orphans = []
}
