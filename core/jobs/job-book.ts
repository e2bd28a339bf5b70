import type { FieldError, Job } from '../../contract/index.ts'
import type { JobFileEntry } from '../ports/job-store.ts'
import { type LoadedJob, loadJob } from './load-job.ts'

/** A job of the file that cannot be used, and why. */
export interface BrokenJob {
  /** As it stands in the file; its place there when it has none. */
  id: string
  fields: FieldError[]
}

/** The jobs file, read: what can be used, what cannot, and what the terminal ancestor noted. */
export interface JobBook {
  jobs: Job[]
  byId: Map<string, Job>
  broken: BrokenJob[]
  lastRunAt: Map<string, number>
  timezone: string
  /** What each entry came to, by its text: an entry that stays as it is need not be checked again, and stays the same job. */
  checked: Map<string, LoadedJob>
}

/** Reads every job of the file by itself, so that a broken one takes no other with it. `before` is the reading until now. */
export function readJobBook(
  entries: readonly JobFileEntry[],
  { timezone, nowMs, before }: { timezone: string; nowMs: number; before: JobBook | null },
): JobBook {
  const known = before?.timezone === timezone ? before.checked : new Map<string, LoadedJob>()
  const book: JobBook = {
    jobs: [],
    byId: new Map(),
    broken: [],
    lastRunAt: new Map(),
    timezone,
    checked: new Map(),
  }
  for (const [index, entry] of entries.entries()) {
    const text = JSON.stringify(entry)
    const loaded = known.get(text) ?? loadJob(entry, { timezone, nowMs })
    book.checked.set(text, loaded)
    const { job, fields, lastRunAt } = loaded
    if (job === undefined) {
      book.broken.push({ id: idOf(entry) ?? `number ${index + 1}`, fields })
    } else if (book.byId.has(job.id)) {
      const message = `The field "id" must be unique; "${job.id}" stands in the file twice.`
      book.broken.push({ id: job.id, fields: [{ field: 'id', message }] })
    } else {
      book.jobs.push(job)
      book.byId.set(job.id, job)
      if (lastRunAt !== null) book.lastRunAt.set(job.id, lastRunAt)
    }
  }
  return book
}

/** The id of an entry, whether or not the rest of it can be used. */
export function idOf(entry: unknown): string | null {
  const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null
  return typeof id === 'string' && id !== '' ? id : null
}

/** What the user is told about a broken job. */
export function brokenSentence({ id, fields }: BrokenJob): string {
  const messages = fields.map(({ message }) => message).join(' ')
  return `Job "${id}" in jobs.json is left out: ${messages}`
}
