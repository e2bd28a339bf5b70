import type { RunError, Verdict } from '../../contract/index.ts'
import type { RunnerRecord } from '../records/record.ts'

type AgentEnd = Extract<RunnerRecord, { t: 'agent-end' }>
type AgentLimit = Extract<RunnerRecord, { t: 'agent-limit' }>

/** Why an agent process did not do its work, and what that makes of the run. */
export interface AgentFailure {
  error: RunError
  verdict: Verdict
  /** When a limit lifts, where the agent was told. */
  liftsAt: string | null
}

/**
 * Reads an agent's end by its fields, not its wording (docs/runs.md; Claude Code 2.1's stream-json). `null` when it
 * did its work: a `result` that is no error. Codes: `login-missing`, `login-expired`, `login-revoked`, `key-invalid`,
 * `no-credit`, `usage-limit`, `rate-limited`, `overloaded`, `provider-failed`, `model-unknown`, `agent-ended-early`,
 * `agent-failed`.
 */
export function classifyAgentEnd(end: AgentEnd, limits: readonly AgentLimit[]): AgentFailure | null {
  const { result } = end
  if (result && !result.isError) return null
  const status = result?.apiErrorStatus ?? null
  const kind = end.error
  const said = result?.text ?? ''
  const lifts = limits.findLast((limit) => limit.session === end.session && refuses(limit))?.resetsAt ?? null

  if (kind === 'authentication_failed' || status === 401 || status === 403) return loginFailure(status, said)
  if (kind === 'billing_error') {
    return fail(
      'no-credit',
      'blocked',
      'The Anthropic account has no credit left.',
      'Add credit in the console, then run again.',
    )
  }
  if (result?.apiError === 'usage_limit_reached') {
    return fail(
      'usage-limit',
      'rate-limited',
      `The plan's usage limit is reached${lifts ? ` until ${lifts}` : ''}.`,
      'Run again after the limit lifts.',
      lifts,
    )
  }
  if (kind === 'rate_limit' || status === 429) {
    return fail(
      'rate-limited',
      'rate-limited',
      `The model's provider refused the request for its rate limit${lifts ? `, which lifts at ${lifts}` : ''}.`,
      'Run again later.',
      lifts,
    )
  }
  if (kind === 'overloaded' || status === 529) {
    return fail(
      'overloaded',
      'rate-limited',
      "The model's provider is overloaded.",
      'Run again in some minutes.',
    )
  }
  if (kind === 'server_error' || (status !== null && status >= 500)) {
    return fail(
      'provider-failed',
      'failed',
      `The model's provider failed${status === null ? '' : ` (status ${status})`}.`,
      'Run again in some minutes.',
    )
  }
  if (kind === 'model_not_found' || status === 404) {
    return fail(
      'model-unknown',
      'failed',
      `The model ${end.model ?? 'asked for'} is not known to the provider.`,
      'Correct the model in the pipeline file.',
    )
  }
  if (!result) {
    return fail(
      'agent-ended-early',
      'incomplete',
      `The agent ended without a result (${end.signal ? `signal ${end.signal}` : `exit code ${end.exitCode}`}).`,
      'Look at the end of the log.',
    )
  }
  return fail(
    'agent-failed',
    'failed',
    said ? `The agent failed: ${said}` : 'The agent failed without saying why.',
    null,
  )
}

function loginFailure(status: number | null, said: string): AgentFailure {
  if (/api key/i.test(said)) {
    return fail(
      'key-invalid',
      'blocked',
      'The Anthropic API key is not valid.',
      'Put a valid key into the job.',
    )
  }
  if (status === null && /log ?in/i.test(said)) {
    return fail('login-missing', 'blocked', 'Claude is not logged in.', 'Run `claude login` on the host.')
  }
  if (status === 403) {
    return fail(
      'login-revoked',
      'blocked',
      'The Claude login was revoked.',
      'Run `claude login` on the host.',
    )
  }
  return fail('login-expired', 'blocked', 'The Claude login expired.', 'Run `claude login` on the host.')
}

/** `allowed` and `allowed_warning` tell of limits that were not in the way. */
function refuses(limit: AgentLimit): boolean {
  return limit.resetsAt !== null && !limit.status.startsWith('allowed')
}

function fail(
  code: string,
  verdict: Verdict,
  message: string,
  hint: string | null,
  liftsAt: string | null = null,
): AgentFailure {
  return { error: { code, message, hint }, verdict, liftsAt }
}
