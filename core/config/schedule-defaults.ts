import type { Job, Settings } from '../../contract/index.ts'

/**
 * Jobs with the settings' word on missed moments, where they have none of their own. A job that did not change is answered as
 * the very same object, by which the scheduler tells that it need not look.
 */
export function createScheduleDefaults({ read }: { read: () => Settings['schedules'] }) {
  let made = new WeakMap<Job, Job>()
  let madeFor: Settings['schedules'] | null = null

  function applied(job: Job, { catchUp, catchUpWithin }: Settings['schedules']): Job {
    const known = made.get(job)
    if (known !== undefined) return known
    const next = {
      ...job,
      catchUp: job.catchUp ?? catchUp,
      ...((job.catchUpWithin ?? catchUpWithin) !== undefined && {
        catchUpWithin: job.catchUpWithin ?? catchUpWithin,
      }),
    }
    made.set(job, next)
    return next
  }

  return {
    applyTo(jobs: Job[]): Job[] {
      const now = read()
      if (now !== madeFor) {
        made = new WeakMap()
        madeFor = now
      }
      if (now.catchUp === 'latest' && now.catchUpWithin === undefined) return jobs
      return jobs.map((job) => applied(job, now))
    },
  }
}
