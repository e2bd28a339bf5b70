import type { Job } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Config } from '../ports/config-store.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { MissedSlot } from '../schedule/settling-batch.ts'

/** After a gap the schedules are settled in slices; what comes within this of each other is one message. */
const GATHER_MS = 3_000

/** Tells of due moments that were missed, all those of one gap in one message, where the jobs or the settings ask for it. */
export function createMissedNotice(deps: {
  clock: Pick<Clock, 'after'>
  notifier: Notifier
  config: { read(): Pick<Config, 'notifications'> }
  findJob: (jobId: string) => Job | null | undefined
}): { missed(slots: readonly MissedSlot[]): void; stop(): void } {
  const { clock, notifier, config, findJob } = deps
  const counts = new Map<string, { name: string; count: number }>()
  let cancel: (() => void) | null = null

  function tell(): void {
    cancel = null
    const jobs = [...counts]
    counts.clear()
    const total = jobs.reduce((sum, [, { count }]) => sum + count, 0)
    const names = jobs.map(([, { name }]) => name)
    notifier.notify({
      title: total === 1 ? `${names[0]} missed its moment` : `${total} due moments were missed`,
      body: `${names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ')} did not run: this machine slept, or the oven was closed.`,
      runId: null,
      jobId: jobs.length === 1 ? jobs[0]![0] : null,
    })
  }

  return {
    missed(slots) {
      const rules = config.read().notifications
      for (const { jobId } of slots) {
        const job = findJob(jobId)
        if (!job || !(job.notifications?.onMissed ?? rules.onMissed ?? rules.onFailure)) continue
        const { count } = counts.get(jobId) ?? { count: 0 }
        counts.set(jobId, { name: job.name, count: count + 1 })
      }
      if (counts.size > 0) cancel ??= clock.after(GATHER_MS, tell)
    },
    stop: () => cancel?.(),
  }
}
