import { OvenError } from '../../errors.ts'

/** GitHub answers no more before an instant: the hour's requests are spent, or too many came at once. */
export class GithubLimited extends OvenError {
  readonly retryAt: string

  constructor(message: string, retryAt: string) {
    super('github-limited', message, { hint: `It is asked again at ${retryAt}.` })
    this.retryAt = retryAt
  }
}
