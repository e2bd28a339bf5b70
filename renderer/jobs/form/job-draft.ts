import type { Job } from '../../../contract/index.ts'
import { emptyGithub, type GithubDraft } from './github-draft.ts'
import type { LengthDraft } from './length-draft.ts'
import { emptySchedule, type ScheduleDraft } from './schedule-draft.ts'

export interface VolumeDraft {
  /** A folder of the machine, or a volume's name. */
  from: string
  to: string
  mode: '' | 'ro' | 'rw'
}

/** As the oven is set, or the job's own word. */
export type Ternary = '' | 'on' | 'off'

export const NOTICES = [
  'onFailure',
  'onSuccess',
  'onBlocked',
  'onAuthExpiry',
  'onMissed',
  'onBudget',
] as const
export type NoticeName = (typeof NOTICES)[number]

/** What is told of a job, and where. Nothing written is as the oven is set. */
export type NotificationDraft = Record<NoticeName | 'onlyOnChange', Ternary> & {
  /** `none`: at any hour; `own`: these hours. */
  quiet: '' | 'none' | 'own'
  quietHours: { from: string; to: string; timezone: string }
  /** Whether only certain channels are told, and which. */
  limited: boolean
  channels: string[]
  slack: string
}

/** A job as the form holds it: texts, as they are being written. Names are the job's own wherever an input stands for a field. */
export interface JobDraft {
  type: Job['type']
  id: string
  /** False once the user has written the id, so that the name no longer changes it. */
  idFollowsName: boolean
  name: string
  source: { repo: string; branch: string; credentials: string }
  pipeline: string
  auth: string
  push: boolean
  image: string
  command: string
  volumes: VolumeDraft[]
  relax: string[]
  env: { name: string; value: string }[]
  secrets: string[]
  schedule: ScheduleDraft
  /** Lists with commas; no job for a job that follows none. */
  after: { job: string; on: string; verdicts: string }
  /** What on GitHub begins it. */
  github: GithubDraft
  resources: { timeout: LengthDraft; memory: string; cpus: string }
  overlap: string
  catchUp: string
  catchUpWithin: LengthDraft
  retry: { maxAttempts: string; backoffSeconds: LengthDraft; onFailure: boolean }
  budget: { usd: string; tokens: string; perDay: { usd: string; tokens: string } }
  network: string
  /** Names, one on each line; `default` stands for the oven's own list. */
  allow: string
  notifications: NotificationDraft
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
    source: { repo: '', branch: 'main', credentials: '' },
    pipeline: '',
    auth: '',
    push: true,
    image: '',
    command: '',
    volumes: [],
    relax: [],
    env: [],
    secrets: [],
    schedule: emptySchedule,
    after: { job: '', on: 'succeeded', verdicts: '' },
    github: emptyGithub,
    resources: { timeout: { amount: '', unit: 'minutes' }, memory: '', cpus: '' },
    overlap: '',
    catchUp: '',
    catchUpWithin: { amount: '', unit: 'hours' },
    retry: { maxAttempts: '', backoffSeconds: { amount: '', unit: 'minutes' }, onFailure: false },
    budget: { usd: '', tokens: '', perDay: { usd: '', tokens: '' } },
    network: '',
    allow: '',
    notifications: {
      onFailure: '',
      onSuccess: '',
      onBlocked: '',
      onAuthExpiry: '',
      onMissed: '',
      onBudget: '',
      onlyOnChange: '',
      quiet: '',
      quietHours: { from: '22:00', to: '07:00', timezone: '' },
      limited: false,
      channels: [],
      slack: '',
    },
    enabled: true,
    rest: {},
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

/** An id made of a name, other than those that are taken: `Nightly review!` becomes `nightly-review`. */
export function idFromName(name: string, taken: readonly string[] = []): string {
  const id = name
    .normalize('NFKD')
    .replace(/\p{Mark}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  if (id === '' || !taken.includes(id)) return id
  let number = 2
  while (taken.includes(`${id}-${number}`)) number += 1
  return `${id}-${number}`
}
