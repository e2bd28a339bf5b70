import type { FieldError, Job } from '../../contract/index.ts'
import type { JobFileEntry } from '../ports/job-store.ts'
import { sentence } from './issue-sentence.ts'
import type { JobBook } from './job-book.ts'
import { idOf } from './job-book.ts'
import { isRecord } from './known-fields.ts'

/** Of each job, the one it begins after; `null` for none. */
export type Parents = ReadonlyMap<string, string | null>

/** As the entries of the jobs file say it, whether or not the rest of them can be used. */
export function parentsIn(entries: readonly JobFileEntry[]): Parents {
  const parents = new Map<string, string | null>()
  for (const entry of entries) {
    const id = idOf(entry)
    const after = isRecord(entry) ? entry.after : undefined
    if (id !== null) parents.set(id, isRecord(after) && typeof after.job === 'string' ? after.job : null)
  }
  return parents
}

/** What is wrong with the job that another begins after: it is not there, or the way through it leads back. */
export function chainFaults(job: Pick<Job, 'id' | 'after'>, parents: Parents): FieldError[] {
  if (!job.after) return []
  const fault = (predicate: string) => [{ field: 'after.job', message: sentence('after.job', predicate) }]
  const parent = job.after.job
  if (parent === job.id) return fault('must not name the job itself')
  if (!parents.has(parent)) return fault(`must name a job that is there; there is no job "${parent}"`)
  const circle = circleOf(job.id, parents)
  if (circle === null) return []
  return fault(`must not close a circle: ${circle.map((id) => `"${id}"`).join(' after ')}`)
}

/** The jobs of a circle that a job is part of, beginning and ending with it; `null` when it is part of none. */
export function circleOf(id: string, parents: Parents): string[] | null {
  const way = [id]
  const seen = new Set(way)
  for (let next = parents.get(id) ?? null; next !== null; next = parents.get(next) ?? null) {
    way.push(next)
    if (next === id) return way
    if (seen.has(next)) return null
    seen.add(next)
  }
  return null
}

/** By each job, those that begin after it. A file written by hand may hold a circle: nobody follows within it. */
export function followersIn(jobs: readonly Job[]): Map<string, Job[]> {
  const followers = new Map<string, Job[]>()
  const chained = jobs.filter((job) => job.after !== undefined)
  if (chained.length === 0) return followers
  const parents = new Map(chained.map((job) => [job.id, job.after!.job]))
  for (const job of chained) {
    if (circleOf(job.id, parents) !== null) continue
    const parent = job.after!.job
    followers.set(parent, [...(followers.get(parent) ?? []), job])
  }
  return followers
}

/** What the user is told of jobs that stand in the file and will not begin after the one they name. */
export function chainWarnings({ jobs, broken }: JobBook): string[] {
  const parents = new Map(broken.map(({ id }): [string, string | null] => [id, null]))
  for (const job of jobs) parents.set(job.id, job.after?.job ?? null)
  return jobs.flatMap((job) =>
    chainFaults(job, parents).map(
      ({ message }) => `Job "${job.id}" in jobs.json begins after no other: ${message}`,
    ),
  )
}
