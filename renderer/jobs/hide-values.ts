import type { Job } from '../../contract/index.ts'

/** A job as it is written, but for the values of its environment: some of them are keys. */
export function hideValues(job: Job): Job {
  if (job.env === undefined) return job
  return { ...job, env: Object.fromEntries(Object.keys(job.env).map((name) => [name, '…'])) }
}
