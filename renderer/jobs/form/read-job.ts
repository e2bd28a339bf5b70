import type { After, Job } from '../../../contract/index.ts'
import { joinWords } from '../shell-words.ts'
import { readGithub } from './github-draft.ts'
import { emptyDraft, type JobDraft, NOTICES, type VolumeDraft, type WrittenJob } from './job-draft.ts'
import { readLength } from './length-draft.ts'
import { readSchedule } from './schedule-draft.ts'

/** Reads a job into the form. What it has no input for goes into `rest`. */
export function readJob(job: Job): JobDraft {
  const { type, id, name, enabled, schedule, after, github, env, secrets, resources, ...more } = job
  const { overlap, catchUp, catchUpWithin, retry, budget, network, allow, notifications, ...own } = more
  const empty = emptyDraft(type)
  const draft: JobDraft = {
    ...empty,
    id,
    idFollowsName: false,
    name,
    enabled,
    env: Object.entries(env ?? {}).map(([key, value]) => ({ name: key, value })),
    secrets: secrets ?? [],
    schedule: readSchedule(schedule),
    after: after === undefined ? empty.after : readAfter(after),
    github: github === undefined ? empty.github : readGithub(github),
    resources: {
      timeout: readLength(resources?.timeout, 'minutes'),
      memory: resources?.memory ?? '',
      cpus: text(resources?.cpus),
    },
    overlap: overlap ?? '',
    catchUp: catchUp ?? '',
    catchUpWithin: readLength(catchUpWithin, 'hours'),
    retry: {
      maxAttempts: text(retry?.maxAttempts),
      backoffSeconds: readLength(retry?.backoffSeconds, 'minutes'),
      onFailure: retry?.onFailure ?? false,
    },
    budget: {
      usd: text(budget?.usd),
      tokens: text(budget?.tokens),
      perDay: { usd: text(budget?.perDay?.usd), tokens: text(budget?.perDay?.tokens) },
    },
    network: network ?? '',
    allow: (allow ?? []).join('\n'),
    notifications: readNotifications(notifications, empty.notifications),
  }
  if ('source' in own) {
    const { source, pipeline, auth, push, image, ...rest } = own
    const { repo, branch, credentials, ...restOfSource } = source
    return {
      ...draft,
      source: { repo, branch, credentials: credentials ?? '' },
      pipeline,
      auth: auth ?? '',
      push: push ?? true,
      image: image ?? '',
      rest: { ...rest, ...(Object.keys(restOfSource).length > 0 && { source: restOfSource }) },
    }
  }
  const { image, command, volumes, relax, ...rest } = own
  return {
    ...draft,
    image,
    command: joinWords(command),
    volumes: (volumes ?? []).map(readVolume),
    relax: relax ?? [],
    rest,
  }
}

/** Reads a job that was written by hand into the form; `null` when its parts have other shapes than the form knows. */
export function readWritten(written: WrittenJob): JobDraft | null {
  const type = written.type === 'docker' ? 'docker' : 'agent-pipeline'
  const command = typeof written.command === 'string' ? written.command : null
  const needed =
    type === 'docker' ? { image: '', command: [] } : { source: { repo: '', branch: 'main' }, pipeline: '' }
  const job: WrittenJob = {
    id: '',
    name: '',
    enabled: true,
    schedule: { type: 'manual' },
    ...needed,
    ...written,
    type,
    ...(command !== null && { command: [] }),
  }
  try {
    const draft = readJob(job as Job)
    return command === null ? draft : { ...draft, command }
  } catch {
    return null
  }
}

export function readVolume(written: string): VolumeDraft {
  const match = /^([^:]*):([^:]*)(?::(ro|rw))?$/.exec(written)
  if (match === null) return { from: written, to: '', mode: '' }
  return { from: match[1]!, to: match[2]!, mode: (match[3] as 'ro' | 'rw' | undefined) ?? '' }
}

/** Throws for what has another shape than the form knows, which only text written by hand can have. */
function readAfter({ job, on = ['succeeded'], verdicts = [], ...more }: After): JobDraft['after'] {
  if (typeof job !== 'string' || job === '' || Object.keys(more).length > 0)
    throw new TypeError('not of the shape the form knows')
  return { job, on: on.join(','), verdicts: verdicts.join(',') }
}

/** Throws as `readAfter` does. */
function readNotifications(
  notifications: Job['notifications'],
  empty: JobDraft['notifications'],
): JobDraft['notifications'] {
  const said = (value: boolean | undefined) => (value === undefined ? '' : value ? 'on' : 'off')
  const { quietHours, channels, onlyOnChange, slack = '' } = notifications ?? {}
  const kinds = Object.fromEntries(NOTICES.map((name) => [name, said(notifications?.[name])]))
  if (channels !== undefined && !Array.isArray(channels))
    throw new TypeError('not of the shape the form knows')
  return {
    ...empty,
    ...kinds,
    onlyOnChange: said(onlyOnChange),
    ...(quietHours === 'none' && { quiet: 'none' }),
    ...(typeof quietHours === 'object' && {
      quiet: 'own',
      quietHours: { from: quietHours.from, to: quietHours.to, timezone: quietHours.timezone ?? '' },
    }),
    limited: channels !== undefined,
    channels: channels ?? [],
    slack,
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}
