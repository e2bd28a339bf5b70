import type { Job } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { Config } from '../ports/config-store.ts'
import type { OvenNotes } from '../ports/oven-notes.ts'
import type { MissedSlot } from '../schedule/settling-batch.ts'
import type { Announcer } from './announcer.ts'
import { rulesFor } from './rules.ts'

/** After a gap the schedules are settled in slices; what comes within this of each other is one message. */
const GATHER_MS = 3_000
/** Where what is still to be told is written down, in case that the host goes before. */
const NOTE = 'missed:to-tell'

/** Tells of due moments that were missed, all those of one gap in one message, where the jobs or the settings ask for it. */
export function createMissedNotice(deps: {
  clock: Pick<Clock, 'after' | 'now'>
  announcer: Pick<Announcer, 'announce'>
  notes: Pick<OvenNotes, 'read' | 'write' | 'remove'>
  config: { read(): Pick<Config, 'notifications'> }
  findJob: (jobId: string) => Job | null | undefined
}): { missed(slots: readonly MissedSlot[]): void; start(): void; stop(): void } {
  const { clock, announcer, notes, config, findJob } = deps
  let cancel: (() => void) | null = null

  const read = () => {
    const kept = notes.read(NOTE)
    return kept === null ? null : (JSON.parse(kept) as { since: string; counts: Record<string, number> })
  }

  function tell(): void {
    cancel = null
    const { since, counts } = read() ?? { since: '', counts: {} }
    const jobs = Object.entries(counts).map(([id, count]) => ({ id, count, name: findJob(id)?.name ?? id }))
    if (jobs.length > 0) {
      const total = jobs.reduce((sum, { count }) => sum + count, 0)
      const names = jobs.map(({ name }) => name)
      announcer.announce(
        'missed',
        {
          title: total === 1 ? `${names[0]} missed its moment` : `${total} due moments were missed`,
          body: `${names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ')} did not run: this machine slept, or the oven was closed.`,
          runId: null,
          jobId: jobs.length === 1 ? jobs[0]!.id : null,
        },
        { key: `missed:${since}` },
      )
    }
    notes.remove(NOTE)
  }

  return {
    missed(slots) {
      const wanted = slots.filter(({ jobId }) => {
        const job = findJob(jobId)
        return job && rulesFor(config.read().notifications, job).wants.missed
      })
      if (wanted.length === 0) return
      const at = new Date(clock.now()).toISOString()
      const { since, counts } = read() ?? { since: at, counts: {} }
      for (const { jobId } of wanted) counts[jobId] = (counts[jobId] ?? 0) + 1
      notes.write(NOTE, JSON.stringify({ since, counts }), at)
      cancel ??= clock.after(GATHER_MS, tell)
    },
    start() {
      if (notes.read(NOTE) !== null) cancel ??= clock.after(GATHER_MS, tell)
    },
    stop: () => cancel?.(),
  }
}
