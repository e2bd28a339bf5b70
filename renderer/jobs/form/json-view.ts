import type { JobDraft, WrittenJob } from './job-draft.ts'
import { readWritten } from './read-job.ts'
import { writeJob } from './write-job.ts'

/** Stands in the JSON view for a value that looks like a key. */
export const HIDDEN = '(hidden)'

const SECRET_NAME = /key|token|secret|pass(?:word|wd|phrase)|pwd|credential|auth|cookie/i

/** Whether a variable's name says that its value is not for everybody's eyes. */
export const looksSecret = (name: string) => SECRET_NAME.test(name)

/** The job as text. Values of `env` that look like keys are not in it. */
export function showAsJson(draft: JobDraft): string {
  const job = writeJob(draft)
  const env = Object.entries((job.env ?? {}) as Record<string, string>)
  const shown = env.map(([name, value]) => [name, looksSecret(name) && value !== '' ? HIDDEN : value])
  return JSON.stringify(env.length === 0 ? job : { ...job, env: Object.fromEntries(shown) }, null, 2)
}

export type ReadJson = { job: WrittenJob; draft: JobDraft | null } | { fault: string }

/**
 * Reads the text back. Hidden values are those of `before`; `draft` is null for a job whose parts have shapes that the
 * form does not know, which can be saved all the same.
 */
export function readJson(text: string, before: JobDraft): ReadJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { fault: `This is not JSON: ${(error as Error).message}.` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { fault: 'A job is a JSON object: `{ … }`.' }
  const written = value as WrittenJob
  const env = written.env
  if (typeof env !== 'object' || env === null || Array.isArray(env)) return withDraft(written, before)
  const known = new Map(before.env.map((entry) => [entry.name, entry.value]))
  const lost = Object.entries(env).find(([name, each]) => each === HIDDEN && !known.has(name))
  if (lost !== undefined)
    return { fault: `"${lost[0]}" has no hidden value: write it, or better keep it as a secret.` }
  const filled = Object.entries(env).map(([name, each]) => [name, each === HIDDEN ? known.get(name) : each])
  return withDraft({ ...written, env: Object.fromEntries(filled) }, before)
}

function withDraft(job: WrittenJob, before: JobDraft): ReadJson {
  const draft = readWritten(job)
  return { job, draft: draft && { ...draft, idFollowsName: before.idFollowsName && draft.id === before.id } }
}
