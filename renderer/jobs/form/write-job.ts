import { writeGithub } from './github-draft.ts'
import { type JobDraft, NOTICES, type VolumeDraft, type WrittenJob } from './job-draft.ts'
import { readNumber, writeLength } from './length-draft.ts'
import { writeSchedule } from './schedule-draft.ts'

/** Writes the form as a job. Empty inputs are left out, so that the defaults hold. */
export function writeJob(draft: JobDraft): WrittenJob {
  const { type, rest } = draft
  const shared = {
    type,
    id: draft.id.trim(),
    ...filled('name', draft.name.trim()),
    schedule: writeSchedule(draft.schedule),
    ...filled('after', writeAfter(draft.after)),
    ...filled('github', writeGithub(draft.github)),
    ...filled('env', writeEnv(draft.env)),
    ...filled('secrets', draft.secrets),
    ...filled('resources', {
      ...filled('timeout', writeLength(draft.resources.timeout)),
      ...filled('memory', draft.resources.memory.trim()),
      ...filled('cpus', readNumber(draft.resources.cpus)),
    }),
    ...filled('overlap', draft.overlap),
    ...filled('catchUp', draft.catchUp),
    ...filled('catchUpWithin', writeLength(draft.catchUpWithin)),
    ...filled('retry', writeRetry(draft.retry)),
    ...filled('budget', {
      ...writeAmounts(draft.budget),
      ...filled('perDay', writeAmounts(draft.budget.perDay)),
    }),
    ...filled('network', draft.network),
    ...filled('allow', lines(draft.allow)),
    ...filled('notifications', writeNotifications(draft.notifications)),
    enabled: draft.enabled,
  }
  if (type === 'docker') {
    return {
      ...rest,
      ...shared,
      image: draft.image.trim(),
      ...filled('command', draft.command.trim()),
      ...filled('volumes', draft.volumes.filter(hasText).map(writeVolume)),
      ...filled('relax', draft.relax),
    }
  }
  return {
    ...rest,
    ...shared,
    source: {
      ...((rest.source ?? {}) as Record<string, unknown>),
      repo: draft.source.repo.trim(),
      branch: draft.source.branch.trim() || 'main',
      ...filled('credentials', draft.source.credentials.trim()),
    },
    pipeline: draft.pipeline.trim(),
    ...filled('auth', draft.auth),
    ...filled('image', draft.image.trim()),
    ...(!draft.push && { push: false }),
  }
}

export function writeVolume({ from, to, mode }: VolumeDraft): string {
  const [host, container] = [from.trim(), to.trim()]
  if (container === '') return host
  return [host, container, mode].filter((part) => part !== '').join(':')
}

/** The non-empty lines of a text. */
export function lines(written: string): string[] {
  return written
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function writeAfter({ job, on, verdicts }: JobDraft['after']): Record<string, unknown> {
  if (job === '') return {}
  const list = (text: string) => text.split(',').filter((each) => each !== '')
  return { job, on: list(on), ...filled('verdicts', list(verdicts)) }
}

/** Nothing while all is as it is without: only so is a job unchanged that said so itself. */
function writeRetry({ maxAttempts, backoffSeconds, onFailure }: JobDraft['retry']): Record<string, unknown> {
  const parts = {
    ...filled('maxAttempts', readNumber(maxAttempts)),
    ...filled('backoffSeconds', writeLength(backoffSeconds)),
  }
  return Object.keys(parts).length === 0 && !onFailure ? {} : { ...parts, onFailure }
}

function writeAmounts({ usd, tokens }: { usd: string; tokens: string }): Record<string, unknown> {
  return {
    ...filled('usd', readNumber(usd)),
    ...filled('tokens', readNumber(tokens.replaceAll(/[ ,_](?=\d{3})/g, ''))),
  }
}

function writeNotifications(notifications: JobDraft['notifications']): Record<string, unknown> {
  const said = [...NOTICES, 'onlyOnChange' as const]
    .filter((name) => notifications[name] !== '')
    .map((name) => [name, notifications[name] === 'on'])
  const { quiet, quietHours, limited, channels, slack } = notifications
  const { from, to, timezone } = quietHours
  return {
    ...Object.fromEntries(said),
    ...(quiet === 'none' && { quietHours: 'none' }),
    ...(quiet === 'own' && { quietHours: { from, to, ...filled('timezone', timezone.trim()) } }),
    ...(limited && { channels }),
    ...filled('slack', slack.trim()),
  }
}

function writeEnv(env: JobDraft['env']): Record<string, string> {
  const written = env.filter(({ name, value }) => name.trim() !== '' || value !== '')
  return Object.fromEntries(written.map(({ name, value }) => [name.trim(), value]))
}

const hasText = ({ from, to }: VolumeDraft) => from.trim() !== '' || to.trim() !== ''

function filled(name: string, value: unknown): Record<string, unknown> {
  const empty =
    value === '' ||
    value === undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  return empty ? {} : { [name]: value }
}
