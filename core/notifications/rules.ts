import type { Job, Run, Settings, Topic } from '../../contract/index.ts'
import { isAuthCode } from '../runs/queue/slot-cause.ts'

export interface QuietHours {
  from: string
  to: string
  timezone?: string
}

/** What is told of one job: its own words, else the oven's. */
export interface Rules {
  wants: Record<Exclude<Topic, 'digest'>, boolean>
  onlyOnChange: boolean
  quietHours: QuietHours | null
  /** Names of the channels that are told; `null` for all. */
  channels: readonly string[] | null
}

/** `job` is `null` for what is about none. What says nothing goes by `onFailure`. */
export function rulesFor(
  settings: Settings['notifications'],
  job: Pick<Job, 'notifications'> | null | undefined,
): Rules {
  const own = job?.notifications ?? {}
  const said = { ...settings, ...own }
  const { from, to, timezone } = settings.quietHours
  const ovensQuiet = from !== undefined && to !== undefined ? { from, to, timezone } : null
  return {
    wants: {
      failure: said.onFailure,
      success: said.onSuccess,
      blocked: said.onBlocked ?? said.onFailure,
      'auth-expiry': said.onAuthExpiry ?? said.onFailure,
      missed: said.onMissed ?? said.onFailure,
      budget: said.onBudget ?? said.onFailure,
    },
    onlyOnChange: said.onlyOnChange,
    quietHours: own.quietHours === 'none' ? null : (own.quietHours ?? ovensQuiet),
    channels: own.channels ?? null,
  }
}

/** What the end of a run is about; `null` for what nobody is told of: somebody stopped it. */
export function topicOf({ outcome, error }: Pick<Run, 'outcome' | 'error'>): Exclude<Topic, 'digest'> | null {
  const code = error?.code ?? ''
  if (outcome === null) return null
  if (code === 'budget' || code === 'budget-spent') return 'budget'
  if (outcome === 'succeeded') return 'success'
  if (outcome === 'cancelled') return null
  if (isAuthCode(code)) return 'auth-expiry'
  return outcome === 'blocked' ? 'blocked' : 'failure'
}

/**
 * Whether the end of a run is told. `before` is the run of its job that ended before it, attempts at the same one left out.
 * What is refused for a login or by a check is refused each time: only the first of such ends in a row is told.
 */
export function isTold(rules: Rules, run: Ended, before: Ended | null): boolean {
  const topic = topicOf(run)
  if (topic === null || !isWanted(rules, run, topic)) return false
  if (before === null) return !(rules.onlyOnChange && topic === 'success')
  const isSame = before.outcome === run.outcome
  const isSameCode = before.error?.code === run.error?.code
  if (isSame && isSameCode && (run.outcome === 'blocked' || topic === 'auth-expiry')) return false
  return !(rules.onlyOnChange && isSame && before.verdict === run.verdict)
}

export type Ended = Pick<Run, 'outcome' | 'verdict' | 'error'>

function isWanted({ wants }: Rules, { outcome }: Ended, topic: keyof Rules['wants']): boolean {
  // A run refused for its login is told where blocked runs are, unless something was said of logins.
  return wants[topic] || (topic === 'auth-expiry' && outcome === 'blocked' && wants.blocked)
}
