import type { Job, Readiness, Slot } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { ALL_AT_MOST, latestWithinMs } from '../schedule/catch-up.ts'

/**
 * Runs that were refused for their login, once it is there again: with `latest` the newest moment of the schedule, with
 * `all` each that was skipped since one last ran. Every moment is tried once.
 */
export function createMakeUp(deps: {
  clock: Clock
  slots: SlotStore
  launch: (slots: readonly { jobId: string; dueAt: string }[], trigger: 'catch-up') => Promise<void>
}) {
  const { clock, slots, launch } = deps
  const tried = new Set<string>()

  function skippedOf(job: Job, nextDueAt: string | null): Slot[] {
    const { catchUp = 'latest', catchUpWithin } = job
    if (catchUp === 'skip') return []
    const newest = slots.list({ jobId: job.id, limit: catchUp === 'all' ? ALL_AT_MOST : 1 })
    const end = newest.findIndex(({ state, cause }) => state !== 'skipped' || cause !== 'auth')
    const refused = end === -1 ? newest : newest.slice(0, end)
    const last = refused[0]
    if (!last) return []
    const gapMs =
      nextDueAt === null ? Number.POSITIVE_INFINITY : Date.parse(nextDueAt) - Date.parse(last.dueAt)
    const byDefault = catchUp === 'latest' ? latestWithinMs(gapMs) : Number.POSITIVE_INFINITY
    const withinMs = catchUpWithin === undefined ? byDefault : catchUpWithin * 1000
    return refused
      .filter(({ dueAt }) => clock.now() - Date.parse(dueAt) <= withinMs && !tried.has(`${job.id} ${dueAt}`))
      .reverse()
  }

  return {
    /** To be told whenever a job was looked at. */
    async seen(job: Job, { state, nextDueAt }: Readiness): Promise<void> {
      if (state === 'blocked' || !job.enabled) return
      for (const { jobId, dueAt } of skippedOf(job, nextDueAt)) {
        tried.add(`${jobId} ${dueAt}`)
        slots.settle(jobId, dueAt, 'claimed', 'auth', new Date(clock.now()).toISOString())
        await launch([{ jobId, dueAt }], 'catch-up')
      }
    },
  }
}
