import type { FieldError } from '../../../contract/index.ts'
import { NOTICES } from './job-draft.ts'

/** Refusals by the form's input they belong to, and those that have no input of their own. */
export interface PlacedErrors {
  byInput: Record<string, string>
  elsewhere: FieldError[]
}

/** The inputs of the form, by the job's fields that they stand for. */
const inputs = [
  'id',
  'name',
  'source.repo',
  'source.branch',
  'source.credentials',
  'pipeline',
  'auth',
  'push',
  'image',
  'command',
  'volumes',
  'relax',
  'env',
  'secrets',
  'schedule.cron',
  'schedule.datetime',
  'schedule.start',
  'schedule.end',
  'schedule.days',
  'schedule.timezone',
  'schedule',
  'after.job',
  'after.on',
  'after.verdicts',
  'after',
  'github.repo',
  'github.by',
  'github.poll',
  'github.report',
  'github.on',
  'resources.timeout',
  'resources.memory',
  'resources.cpus',
  'overlap',
  'catchUp',
  'catchUpWithin',
  'retry.maxAttempts',
  'retry.backoffSeconds',
  'retry.onFailure',
  'budget.usd',
  'budget.tokens',
  'budget.perDay.usd',
  'budget.perDay.tokens',
  'network',
  'allow',
  ...NOTICES.map((name) => `notifications.${name}`),
  'notifications.onlyOnChange',
  'notifications.quietHours.from',
  'notifications.quietHours.to',
  'notifications.quietHours.timezone',
  'notifications.quietHours',
  'notifications.channels',
  'notifications.slack',
]

/** Inputs that stand for one entry of a list each. */
const entries =
  /^(?:volumes\.\d+|github\.on\.\d+(?:\.(?:event|action|branch|label|assignee|path|actor|command))?)/

/**
 * Puts the host's refusals where they belong. A field is named in dots from the job (`schedule.cron`), or from the
 * call's input (`job.schedule.cron`, `changes.schedule.cron`); the longest input that begins it takes the message,
 * so `allow.1` stands at `allow`.
 */
export function placeErrors(fields: readonly FieldError[]): PlacedErrors {
  const placed: PlacedErrors = { byInput: {}, elsewhere: [] }
  for (const error of fields) {
    const field = error.field.replace(/^(job|changes)\.(?=.)/, '')
    const input =
      entries.exec(field)?.[0] ??
      inputs
        .filter((name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`))
        .sort((a, b) => b.length - a.length)[0]
    if (input === undefined) placed.elsewhere.push(error)
    else placed.byInput[input] = [placed.byInput[input], besideInput(error, input)].filter(Boolean).join(' ')
  }
  return placed
}

/** The host's sentence without the name of the field, where it stands beside that very input. */
function besideInput({ message }: FieldError, input: string): string {
  const named = `The field "${input}" `
  if (!message.startsWith(named)) return message
  const rest = message.slice(named.length)
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
