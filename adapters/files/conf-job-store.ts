import { z } from 'zod'
import type { JobFileEntry, JobStore } from '../../core/ports/job-store.ts'
import { ConfDocument, type ConfDocumentOptions, type Json } from './conf-document.ts'
import { mergeEntries } from './merge-entries.ts'

const JobsDocument = z.looseObject({ jobs: z.array(z.unknown()).default([]) })

/**
 * The jobs in `jobs.json`, which people and the terminal ancestor edit too. What `read` answers is frozen (the list
 * itself is the caller's own). `write` is taken as a change to what `read` answered last: jobs that somebody else
 * changed in the file meanwhile stay as they are there. Throws `file-changed` when both changed the same job.
 */
export class ConfJobStore implements JobStore {
  readonly #document: ConfDocument
  #lastRead: readonly JobFileEntry[] | null = null

  constructor(options: Pick<ConfDocumentOptions, 'path' | 'onWarning' | 'createStore'>) {
    this.#document = new ConfDocument({
      ...options,
      empty: { jobs: [] },
      parse: (value) => JobsDocument.parse(value),
      merge: mergeDocuments,
    })
  }

  read(): JobFileEntry[] {
    this.#lastRead = entriesOf(this.#document.read())
    return [...this.#lastRead]
  }

  write(jobs: JobFileEntry[]): void {
    const base = this.#lastRead ?? entriesOf(this.#document.read())
    const written = this.#document.update((json) => ({
      ...json,
      jobs: [...mergeEntries(base, jobs, entriesOf(json)), ...strangersOf(json)],
    }))
    this.#lastRead = entriesOf(written)
  }

  onExternalChange(listener: () => void): () => void {
    return this.#document.onExternalChange(listener)
  }
}

/** Where both changed the same job, it stays as `mine` has it, which was told to whoever asked for it. */
function mergeDocuments(base: Json, mine: Json, theirs: Json): Json {
  const [was, found] = [entriesOf(base), entriesOf(theirs)]
  try {
    return { ...theirs, jobs: [...mergeEntries(was, entriesOf(mine), found), ...strangersOf(theirs)] }
  } catch {
    return mine
  }
}

function entriesOf(json: Record<string, unknown>): JobFileEntry[] {
  return (json.jobs as unknown[]).filter(isEntry)
}

/** Things in the list that are no objects: not ours to throw away. */
function strangersOf(json: Record<string, unknown>): unknown[] {
  return (json.jobs as unknown[]).filter((each) => !isEntry(each))
}

function isEntry(value: unknown): value is JobFileEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
