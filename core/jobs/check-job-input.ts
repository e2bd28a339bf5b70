import { type FieldError, type Job, JobInput, Schedule } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import { checkSchedule } from '../schedule/check-schedule.ts'
import { githubFaults } from './github-faults.ts'
import { issueSentences, sentence } from './issue-sentence.ts'
import { isRecord } from './known-fields.ts'
import { MIN_MEMORY_BYTES, parseMemoryBytes } from './memory.ts'
import { splitWords } from './split-words.ts'

export interface JobCheckOptions {
  /** The oven's time zone, for schedules that name none. */
  timezone: string
  /** Now, in ms since 1970: a cron expression must match some moment after it. By default 0. */
  nowMs?: number
  /** Refuse a one-time schedule that is past, unless the job is disabled. For new schedules; a kept job stays loadable. */
  refusePast?: boolean
}

/**
 * Checks a job as written by a person and answers it as the oven keeps it: named, enabled or not, its command in words.
 * Throws `job-invalid` (INPUT_INVALID) with one whole sentence for every wrong field, all at once.
 */
export function checkJobInput(value: unknown, options: JobCheckOptions): Job {
  const result = parseJobInput(value, options)
  if ('job' in result) return result.job
  throw jobInvalid(result.fields)
}

/** The refusal of a job, with the sentences of all its wrong fields. */
export function jobInvalid(fields: FieldError[]): OvenError {
  const more = fields.length - 1
  const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'fault' : 'faults'})`
  return new OvenError('job-invalid', `The job is not valid. ${fields[0]?.message ?? ''}${others}`, {
    kind: 'INPUT_INVALID',
    hint: 'Mend the fields that are named and try again; nothing was changed.',
    fields,
  })
}

/** As `checkJobInput`, but answers the faults in place of throwing them. */
export function parseJobInput(
  value: unknown,
  options: JobCheckOptions,
): { job: Job } | { fields: FieldError[] } {
  const parsed = JobInput.safeParse(value)
  const fields = [
    ...(parsed.success ? [] : shapeFaults(parsed.error.issues, value)),
    ...(isRecord(value) ? meaningFaults(value, options) : []),
  ]
  if (!parsed.success || fields.length > 0) return { fields }
  const { data } = parsed
  const kept = { name: data.id, enabled: true }
  if (data.type === 'agent-pipeline') return { job: { ...kept, ...withoutUndefined(data) } }
  const command = typeof data.command === 'string' ? splitWords(data.command) : data.command
  return { job: { ...kept, ...withoutUndefined(data), command: command ?? [] } }
}

function shapeFaults(issues: Parameters<typeof issueSentences>[0], value: unknown): FieldError[] {
  const wrongType = issues.some((issue) => issue.path.length === 1 && issue.path[0] === 'type')
  const faults = issueSentences(issues, JobInput, value)
  if (!wrongType || !isRecord(value)) return faults
  // Without a type nothing else was looked at: the likely one shows the other faults in the same go.
  const type = 'pipeline' in value || 'source' in value ? 'agent-pipeline' : 'docker'
  const guess = { ...value, type }
  const rest =
    JobInput.safeParse(guess).error?.issues.filter(({ code }) => code !== 'unrecognized_keys') ?? []
  return [...faults, ...issueSentences(rest, JobInput, guess)]
}

/** What the shapes cannot say, looked at field by field, so that one wrong field hides no other. */
function meaningFaults(job: Record<string, unknown>, options: JobCheckOptions): FieldError[] {
  return [
    ...scheduleFaults(job, options),
    ...memoryFaults(job),
    ...commandFaults(job),
    ...volumeFaults(job),
    ...secretFaults(job),
    ...githubFaults(job),
  ]
}

function scheduleFaults(
  job: Record<string, unknown>,
  { timezone, nowMs = 0, refusePast = false }: JobCheckOptions,
): FieldError[] {
  const schedule = Schedule.safeParse(job.schedule)
  if (!schedule.success) return []
  const refuse = refusePast && job.enabled !== false
  return checkSchedule(schedule.data, { timezone, nowMs, refusePast: refuse }).map(({ field, message }) => ({
    field: `schedule.${field}`,
    message: sentence(`schedule.${field}`, message),
  }))
}

function memoryFaults({ resources }: Record<string, unknown>): FieldError[] {
  if (!isRecord(resources) || typeof resources.memory !== 'string') return []
  const bytes = parseMemoryBytes(resources.memory)
  if (bytes === null || bytes >= MIN_MEMORY_BYTES) return []
  return [
    fault('resources.memory', `must be at least "6m", the least docker gives; "${resources.memory}" is less`),
  ]
}

function commandFaults({ command }: Record<string, unknown>): FieldError[] {
  if (typeof command !== 'string' || splitWords(command) !== null) return []
  return [fault('command', 'must close every quote it opens, and must not end with a backslash')]
}

function volumeFaults({ volumes }: Record<string, unknown>): FieldError[] {
  if (!Array.isArray(volumes)) return []
  const seen = new Set<string>()
  return volumes.flatMap((volume, index) => {
    const target = typeof volume === 'string' ? volume.split(':')[1] : undefined
    if (target?.startsWith('/') !== true) return []
    const folder = target.replace(/\/(?:\.?\/)*/g, '/').replace(/\/\.?$/, '')
    const field = `volumes.${index}`
    if (folder === '') return [fault(field, 'must not be mounted over the whole container ("/")')]
    if (seen.has(folder)) return [fault(field, `must have a container path of its own; "${folder}" is taken`)]
    seen.add(folder)
    return []
  })
}

function secretFaults({ secrets, env }: Record<string, unknown>): FieldError[] {
  if (!Array.isArray(secrets)) return []
  return secrets.flatMap((name, index) => {
    if (typeof name !== 'string') return []
    const field = `secrets.${index}`
    if (secrets.indexOf(name) < index) return [fault(field, `must not repeat "${name}"`)]
    if (isRecord(env) && Object.hasOwn(env, name))
      return [fault(field, `must not name "${name}", which "env" sets as well`)]
    return []
  })
}

const fault = (field: string, predicate: string): FieldError => ({
  field,
  message: sentence(field, predicate),
})

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T
}
