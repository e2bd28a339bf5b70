import type { FieldError, Job } from '../../contract/index.ts'
import type { JobFileEntry } from '../ports/job-store.ts'
import { loadJob } from './load-job.ts'

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
}

/** Reads every job of the file by itself, so that a broken one takes no other with it. */
export function readJobBook(entries: readonly JobFileEntry[], timezone: string, nowMs: number): JobBook {
  const book: JobBook = { jobs: [], byId: new Map(), broken: [], lastRunAt: new Map() }
  for (const [index, entry] of entries.entries()) {
    const { job, fields, lastRunAt } = loadJob(entry, { timezone, nowMs })
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
