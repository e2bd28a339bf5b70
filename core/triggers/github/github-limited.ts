import { OvenError } from '../../errors.ts'

/** GitHub answers no more before an instant: the hour's requests are spent, or too many came at once. */
export class GithubLimited extends OvenError {
  readonly retryAt: string

  constructor(message: string, retryAt: string) {
    super('github-limited', message, { hint: `It is asked again at ${retryAt}.` })
    this.retryAt = retryAt
  }
}

/** When GitHub lets itself be asked again, in ms since 1970; `null` where it did not limit us, or did not say. */
export function liftsAt(error: unknown): number | null {
  if (!(error instanceof OvenError) || error.code !== 'github-limited') return null
  const instant = Date.parse(String((error as { retryAt?: unknown }).retryAt))
  return Number.isNaN(instant) ? null : instant
}
