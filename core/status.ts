import type { Job, Status } from '../contract/index.ts'
import type { OvenOptions } from './oven-options.ts'

/** Tells how the oven fares: host, engine, logins, and what there was today. */
export function createStatus(
  deps: Pick<OvenOptions, 'clock' | 'engine' | 'home' | 'hostKind' | 'machine' | 'runs' | 'version'> & {
    startedAt: string
    timezone: () => string
    logins: () => Promise<Status['logins']>
    listJobs: () => Job[]
    activeRuns: () => number
    pause: () => Status['pause']
    warnings: () => string[]
  },
): () => Promise<Status> {
  const { clock, engine, runs, machine } = deps
  return async () => {
    const all = deps.listJobs()
    const midnight = new Date(clock.now())
    midnight.setHours(0, 0, 0, 0)
    const today = runs.countsSince(midnight.toISOString())
    return {
      version: deps.version,
      hostKind: deps.hostKind,
      pid: machine.pid,
      home: deps.home,
      startedAt: deps.startedAt,
      now: new Date(clock.now()).toISOString(),
      timezone: deps.timezone(),
      engine: engine.state(),
      logins: await deps.logins(),
      counts: {
        jobs: all.length,
        enabledJobs: all.filter((job) => job.enabled).length,
        activeRuns: deps.activeRuns(),
        runsToday: today.runs,
        failedToday: today.failed,
      },
      pause: deps.pause(),
      warnings: deps.warnings(),
    }
  }
}
