/**
 * The jobs file, `jobs.json`: `{ "jobs": [ … ] }`. Implemented by `adapters/files`.
 * Raw values in and out; what a job must look like is `core/jobs`' business.
 */
export interface JobStore {
  /** The file's jobs as they stand. A file that does not parse is kept aside and the last good state answered. */
  read(): JobFileEntry[]
  /** Replaces all jobs, atomically. Throws `disk-full` or `file-refused`, having changed nothing. */
  write(jobs: JobFileEntry[]): void
  /** Called after the file was changed by something else than `write`. */
  onExternalChange(listener: () => void): () => void
}

export type JobFileEntry = Record<string, unknown>
