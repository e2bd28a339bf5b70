import type { FieldError, Job } from '../../contract/index.ts'
import { type JobCheckOptions, parseJobInput } from './check-job-input.ts'
import { isRecord } from './known-fields.ts'

/** A job out of a file, or why it cannot be used. `lastRunAt` is what the terminal ancestor noted, as ms since 1970. */
export type LoadedJob =
  | { job: Job; fields?: undefined; lastRunAt: number | null }
  | { job?: undefined; fields: FieldError[]; lastRunAt: null }

/** Reads a job as it stands in `jobs.json` or in an imported file, an ancestor's form included. */
export function loadJob(entry: unknown, options: JobCheckOptions): LoadedJob {
  const { value, lastRunAt } = fromAncestor(entry)
  const result = parseJobInput(value, options)
  return 'job' in result ? { job: result.job, lastRunAt } : { fields: result.fields, lastRunAt: null }
}

/**
 * The terminal ancestor's form in ours: a job without a `type` runs a docker container, its `timeout` stood at the top, and
 * it kept `last_run` among the job's own fields. What is in our form comes back as it is.
 */
export function fromAncestor(entry: unknown): { value: unknown; lastRunAt: number | null } {
  if (!isRecord(entry)) return { value: entry, lastRunAt: null }
  const { last_run: lastRun, timeout, ...value } = entry
  // What names a source or a pipeline is no job of the ancestor's: there the type was forgotten, and that is said.
  if (value.type === undefined && !('source' in value) && !('pipeline' in value)) value.type = 'docker'
  if (timeout !== undefined && timeout !== null) {
    const resources = value.resources ?? {}
    value.resources = isRecord(resources) ? { timeout, ...resources } : resources
  }
  const lastRunAt = typeof lastRun === 'string' ? Date.parse(lastRun) : Number.NaN
  return { value, lastRunAt: Number.isNaN(lastRunAt) ? null : lastRunAt }
}
