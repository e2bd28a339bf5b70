import { MinHeap } from './min-heap.ts'
import { nextDueAfter } from './moments.ts'
import { isoOf, type ScheduleEntry } from './schedule-entry.ts'

/** The next due moments of many schedules, earliest first. Only the moments answered are worked out. */
export function upcomingMoments(
  entries: readonly ScheduleEntry[],
  {
    limit,
    untilMs,
    timezone,
    nextOf,
  }: { limit: number; untilMs: number; timezone: string; nextOf: (entry: ScheduleEntry) => number | null },
): { jobId: string; dueAt: string }[] {
  const heap = new MinHeap<{ entry: ScheduleEntry; dueAt: number; heapIndex: number }>()
  for (const entry of entries) {
    const dueAt = nextOf(entry)
    if (dueAt !== null && dueAt <= untilMs) heap.push({ entry, dueAt, heapIndex: -1 })
  }
  const moments: { jobId: string; dueAt: string }[] = []
  while (moments.length < limit) {
    const item = heap.pop()
    if (item === undefined) break
    const jobId = item.entry.job.id
    moments.push({ jobId, dueAt: isoOf(item.dueAt) })
    const next = nextDueAfter(item.entry.job.schedule, item.dueAt, { timezone, jobId })
    if (next !== null && next <= untilMs) heap.push({ entry: item.entry, dueAt: next, heapIndex: -1 })
  }
  return moments
}
