import { OvenError } from '../../core/errors.ts'
import { GithubLimited } from '../../core/triggers/github/github-limited.ts'

/** What GitHub asks for where it does not say how long to wait. */
const SECONDARY_WAIT_MS = 60_000

/**
 * What an answer other than success means
 * (https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api,
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
 */
export function refusalOf(answer: {
  status: number
  headers: Headers
  body: unknown
  nowMs: number
}): OvenError {
  const { status } = answer
  const message = (answer.body as { message?: unknown } | null)?.message
  const words = typeof message === 'string' ? message : ''
  const said = words ? `: ${words.replace(/\s+/g, ' ').slice(0, 200)}` : ''
  if (status === 429 || status === 403) {
    const retryAtMs = liftsAt(answer, words)
    if (retryAtMs !== null) {
      return new GithubLimited(`GitHub answers no more for now${said}.`, new Date(retryAtMs).toISOString())
    }
  }
  if (status === 401) {
    return new OvenError('github-denied', `GitHub did not accept who asked (status 401${said}).`, {
      hint: 'The token has ended or was revoked, or a token is needed: see `oven auth status`.',
    })
  }
  if (status === 403 || status === 451) {
    const isSso = answer.headers.has('x-github-sso')
    return new OvenError('github-denied', `GitHub does not allow this (status ${status}${said}).`, {
      hint: isSso
        ? 'Let the token be used with the organization’s single sign-on, in its settings on GitHub.'
        : 'Give the token or the App the permission it lacks (docs/github.md).',
    })
  }
  if (status === 404 || status === 410) {
    return new OvenError(
      'github-not-found',
      `GitHub has nothing there, or not for who asked (status ${status}${said}).`,
      {
        hint: 'Check the name of the repository, and that the token may see it.',
      },
    )
  }
  return new OvenError('github-failed', `GitHub failed (status ${status}${said}).`, {
    hint: status >= 500 ? 'It is asked again.' : null,
  })
}

/** When a limit lifts by this machine's clock, in ms since 1970; `null` when it is no limit that stands in the way. */
function liftsAt(
  { status, headers, nowMs }: { status: number; headers: Headers; nowMs: number },
  words: string,
): number | null {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after) && after >= 0) return nowMs + after * 1000
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  if (headers.get('x-ratelimit-remaining') === '0' && Number.isFinite(reset)) {
    // It is told by GitHub's clock, which this machine's may differ from.
    const theirs = Date.parse(headers.get('date') ?? '')
    return Math.max(nowMs + 1000, nowMs + reset - (Number.isNaN(theirs) ? nowMs : theirs))
  }
  return status === 429 || /rate limit|abuse detection/i.test(words) ? nowMs + SECONDARY_WAIT_MS : null
}
