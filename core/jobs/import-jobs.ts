import type { FieldError, Job } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { JobFileEntry } from '../ports/job-store.ts'
import { chainFaults, parentsIn } from './chain-graph.ts'
import { jobInvalid } from './check-job-input.ts'
import { idOf } from './job-book.ts'
import { loadJob } from './load-job.ts'

/** What an import makes of the jobs file: its new entries, and the ids by what happens to them. */
export interface ImportPlan {
  entries: JobFileEntry[]
  added: string[]
  replaced: string[]
}

/**
 * Works an import out, all or nothing. Throws `job-invalid` with every wrong field of every job (`jobs.2.schedule.cron`), and
 * `job-exists` when ids are taken and `replace` is not asked for.
 */
export function planImport(
  entries: readonly JobFileEntry[],
  incoming: readonly unknown[],
  { timezone, nowMs, replace }: { timezone: string; nowMs: number; replace: boolean },
): ImportPlan {
  const jobs = readAll(incoming, { timezone, nowMs })
  const places = new Map(entries.map((entry, index) => [idOf(entry)?.toLowerCase(), index]))
  const taken = jobs.filter(({ id }) => places.has(id.toLowerCase()))
  if (taken.length > 0 && !replace) {
    const names = taken.map(({ id }) => `"${id}"`).join(', ')
    throw new OvenError('job-exists', `These jobs are there already: ${names}. Nothing was imported.`, {
      kind: 'CONFLICT',
      hint: 'Import with --replace to put the new ones in their place.',
    })
  }
  const result = [...entries]
  const plan: ImportPlan = { entries: result, added: [], replaced: [] }
  for (const job of jobs) {
    const place = places.get(job.id.toLowerCase())
    if (place === undefined) {
      result.push(job)
      plan.added.push(job.id)
    } else {
      result[place] = job
      plan.replaced.push(job.id)
    }
  }
  const parents = parentsIn(result)
  const faults = jobs.flatMap((job, index) => chainFaults(job, parents).map((fault) => placed(fault, index)))
  if (faults.length > 0) throw jobInvalid(faults)
  return plan
}

function readAll(incoming: readonly unknown[], options: { timezone: string; nowMs: number }): Job[] {
  const jobs: Job[] = []
  const faults: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, value] of incoming.entries()) {
    const { job, fields } = loadJob(value, options)
    if (job === undefined) {
      faults.push(...fields.map((fault) => placed(fault, index)))
    } else if (seen.has(job.id.toLowerCase())) {
      const message = `The field "id" must be unique; "${job.id}" stands in the file twice.`
      faults.push(placed({ field: 'id', message }, index))
    } else {
      seen.add(job.id.toLowerCase())
      jobs.push(job)
    }
  }
  if (faults.length > 0) throw jobInvalid(faults)
  return jobs
}

/** The same fault, named from the top of the imported file. */
function placed({ field, message }: FieldError, index: number): FieldError {
  const path = field === '' ? `jobs.${index}` : `jobs.${index}.${field}`
  const subject = field === '' ? 'The job' : `The field "${field}"`
  return { field: path, message: message.replace(subject, `The field "${path}"`) }
}
