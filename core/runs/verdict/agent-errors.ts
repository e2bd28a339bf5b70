import type { RunError, Verdict } from '../../../contract/index.ts'
import type { RunnerRecord } from '../../records/record.ts'

type AgentEnd = Extract<RunnerRecord, { t: 'agent-end' }>
type AgentLimit = Extract<RunnerRecord, { t: 'agent-limit' }>

/** Claude Code's words for a connection that failed, for releases that do not say so in a field. */
const NETWORK =
  /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|ECONNRESET|EAI_AGAIN|Unable to connect|Connection (?:refused|error|timed out)/

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
 * `no-credit`, `usage-limit`, `network`, `rate-limited`, `overloaded`, `provider-failed`, `model-unknown`, `agent-ended-early`,
 * `agent-failed`.
 */
export function classifyAgentEnd(end: AgentEnd, limits: readonly AgentLimit[]): AgentFailure | null {
  const { result } = end
  if (result && !result.isError) return null
  const status = result?.apiErrorStatus ?? (result ? null : (end.errorStatus ?? null))
  const kind = end.error
  const said = result?.text ?? ''
  const lifts = limits.findLast((limit) => limit.session === end.session && refuses(limit))?.resetsAt ?? null

  if (kind === 'authentication_failed' || status === 401 || status === 403)
    return loginFailure(status, said, end.credential ?? null)
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
  if (result?.apiError === 'connection_failed' || (status === null && NETWORK.test(said))) {
    return fail(
      'network',
      'failed',
      "The model's provider could not be reached from the container.",
      "Check the network, the job's network setting, and the certificates built into the image.",
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

/** A credential of its own kind is mended in its own way. Without knowing the kind, the host's login is meant. */
function loginFailure(
  status: number | null,
  said: string,
  credential: AgentEnd['credential'] | null,
): AgentFailure {
  const signIn =
    credential === 'container-login'
      ? 'Sign in again: `oven auth sign-in claude`, or under Credentials.'
      : 'Run `claude auth login` on the host, or sign in under Credentials.'
  if (credential === 'token') {
    return fail(
      status === 403 ? 'login-revoked' : 'key-invalid',
      'blocked',
      `The Claude token was ${status === 403 ? 'revoked' : 'refused'}.`,
      'Make a new one with `claude setup-token`, and set it as the secret.',
    )
  }
  if (credential === 'api-key' || /api key/i.test(said)) {
    return fail(
      'key-invalid',
      'blocked',
      'The Anthropic API key is not valid.',
      'Set a valid key as the secret.',
    )
  }
  if (status === null && /log ?in/i.test(said) && !/expired|refresh/i.test(said)) {
    return fail('login-missing', 'blocked', 'Claude is not logged in.', signIn)
  }
  if (status === 403) return fail('login-revoked', 'blocked', 'The Claude login was revoked.', signIn)
  return fail('login-expired', 'blocked', 'The Claude login expired.', signIn)
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
