import type { FieldError } from '../../../contract/index.ts'
import { JobInput } from '../../../contract/job.ts'
import { contractFault } from '../../format/contract-fault.ts'
import { githubRepoOf } from './github-draft.ts'
import type { WrittenJob } from './job-draft.ts'

/** What to say of inputs that a job cannot do without while nothing is written in them. */
const wanted: Record<string, string> = {
  id: 'Give the job an id.',
  'source.repo': 'Name the repository.',
  pipeline: 'Choose a pipeline.',
  image: 'Name an image.',
  'schedule.datetime': 'Choose a date and a time.',
  'schedule.cron': 'Write a pattern.',
}

/** Inputs that nothing is written in are `empty`: no fault while the job is still being written. */
export interface DraftFault extends FieldError {
  empty: boolean
}

/**
 * What is wrong with a job by the contract's own schema, ahead of the host, which looks at the rest. Fields that the
 * schema does not know are left to the host: it may be newer than this window.
 */
export function checkDraft(job: WrittenJob, taken: readonly string[]): DraftFault[] {
  const { error } = JobInput.safeParse(job)
  const faults = (error?.issues ?? [])
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map((issue) => {
      const field = issue.path.join('.')
      const value = issue.path.reduce<unknown>(
        (holder, key) => (holder as Record<PropertyKey, unknown> | undefined)?.[key],
        job,
      )
      const empty = value === undefined || value === ''
      return { field, message: (empty && wanted[field]) || contractFault(issue.message), empty }
    })
  if (lacksGithubRepo(job))
    faults.push({ field: 'github.repo', message: 'Name the repository, as owner/name.', empty: true })
  if (typeof job.id === 'string' && taken.includes(job.id))
    faults.push({ field: 'id', message: 'There is a job with this id already.', empty: false })
  return faults
}

/** Nothing would ever begin it: no repository is named, and that of its code is not known to be on GitHub. */
function lacksGithubRepo({ github, source }: WrittenJob): boolean {
  const { repo = '' } = (github ?? {}) as { repo?: string }
  const own = (source as { repo?: unknown } | undefined)?.repo
  return github !== undefined && repo === '' && (typeof own !== 'string' || githubRepoOf(own) === null)
}
