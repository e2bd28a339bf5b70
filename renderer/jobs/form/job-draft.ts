import type { Job } from '../../../contract/index.ts'
import { joinWords } from '../shell-words.ts'
import { emptySchedule, readSchedule, type ScheduleDraft, writeSchedule } from './schedule-draft.ts'

export interface EnvEntry {
  /** Only to tell rows apart while names are being written. */
  key: number
  name: string
  value: string
}

/** A job as the form holds it: texts, as they are being written. */
export interface JobDraft {
  type: Job['type']
  id: string
  /** False once the user has written the id, so that the name no longer changes it. */
  idFollowsName: boolean
  name: string
  repo: string
  branch: string
  pipeline: string
  auth: string
  push: boolean
  image: string
  command: string
  volumes: string
  env: EnvEntry[]
  schedule: ScheduleDraft
  timeout: string
  memory: string
  cpus: string
  overlap: string
  catchUp: string
  enabled: boolean
  /** What the form has no input for: kept as it is, and written in the JSON view. */
  rest: Record<string, unknown>
}

/** A job as it travels: any JSON object. The host checks it whole. */
export type WrittenJob = Record<string, unknown>

export function emptyDraft(type: Job['type']): JobDraft {
  return {
    type,
    id: '',
    idFollowsName: true,
    name: '',
    repo: '',
    branch: 'main',
    pipeline: '',
    auth: '',
    push: true,
    image: '',
    command: '',
    volumes: '',
    env: [],
    schedule: emptySchedule,
    timeout: '',
    memory: '',
    cpus: '',
    overlap: '',
    catchUp: '',
    enabled: true,
    rest: {},
  }
}

/** Reads a job into the form. What it has no input for goes into `rest`. */
export function readJob(job: Job): JobDraft {
  const { type, id, name, schedule, env, resources, overlap, catchUp, enabled, ...own } = job
  const draft: JobDraft = {
    ...emptyDraft(type),
    id,
    idFollowsName: false,
    name,
    env: Object.entries(env ?? {}).map(([key, value], index) => ({ key: index, name: key, value })),
    schedule: readSchedule(schedule),
    timeout: text(resources?.timeout),
    memory: resources?.memory ?? '',
    cpus: text(resources?.cpus),
    overlap: overlap ?? '',
    catchUp: catchUp ?? '',
    enabled,
  }
  if ('source' in own) {
    const { source, pipeline, auth, push, image, ...rest } = own
    const { repo, branch, ...restOfSource } = source
    const keep = Object.keys(restOfSource).length > 0 ? { source: restOfSource } : {}
    return {
      ...draft,
      repo,
      branch,
      pipeline,
      auth: auth ?? '',
      push: push ?? true,
      image: image ?? '',
      rest: { ...rest, ...keep },
    }
  }
  const { image, command, volumes, ...rest } = own
  return { ...draft, image, command: joinWords(command), volumes: (volumes ?? []).join('\n'), rest }
}

/** Writes the form as a job. Empty inputs are left out, so that the defaults hold. */
export function writeJob(draft: JobDraft): WrittenJob {
  const { type, rest } = draft
  const shared = {
    type,
    id: draft.id.trim(),
    ...filled('name', draft.name.trim()),
    schedule: writeSchedule(draft.schedule),
    ...filled(
      'env',
      Object.fromEntries(draft.env.filter(isWritten).map(({ name, value }) => [name.trim(), value])),
    ),
    ...filled('resources', {
      ...filled('timeout', number(draft.timeout)),
      ...filled('memory', draft.memory.trim()),
      ...filled('cpus', number(draft.cpus)),
    }),
    ...filled('overlap', draft.overlap),
    ...filled('catchUp', draft.catchUp),
    enabled: draft.enabled,
  }
  if (type === 'docker') {
    const volumes = lines(draft.volumes)
    return {
      ...rest,
      ...shared,
      image: draft.image.trim(),
      ...filled('command', draft.command.trim()),
      ...(volumes.length > 0 && { volumes }),
    }
  }
  const source = (rest.source ?? {}) as Record<string, unknown>
  return {
    ...rest,
    ...shared,
    source: { ...source, repo: draft.repo.trim(), branch: draft.branch.trim() || 'main' },
    pipeline: draft.pipeline.trim(),
    ...filled('auth', draft.auth),
    ...filled('image', draft.image.trim()),
    ...(!draft.push && { push: false }),
  }
}

/** The top-level fields that differ, as `jobs.update` wants them: `null` takes one away. */
export function changedFields(before: WrittenJob, after: WrittenJob): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, next] = [before[name], after[name]]
    if (JSON.stringify(old) !== JSON.stringify(next)) changes[name] = next === undefined ? null : next
  }
  return changes
}

/** An id made of a name: `Nightly review!` becomes `nightly-review`. */
export function idFromName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
}

function filled(name: string, value: unknown): Record<string, unknown> {
  const empty =
    value === '' ||
    value === undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return empty ? {} : { [name]: value }
}

/** What is not a number stays text, so that the host can name the field and say what is wrong. */
function number(written: string): number | string | undefined {
  const trimmed = written.trim()
  if (trimmed === '') return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : trimmed
}

function text(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

function lines(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function isWritten({ name, value }: EnvEntry): boolean {
  return name.trim() !== '' || value !== ''
}
