import { z } from 'zod'
import { SecretName } from './secret.ts'

/** Where GitHub is asked, how often, and what its webhooks are signed with. */
export const GithubSettings = z.looseObject({
  /** `https://api.github.com`, or a GitHub Enterprise server's `https://host/api/v3`. */
  apiUrl: z
    .url({
      protocol: /^https?$/,
      error: 'must be an https address, such as "https://github.example.com/api/v3"',
    })
    // A token is shown there.
    .refine((url) => url.startsWith('https:') || /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(`${url}/`), {
      error: 'must begin with "https://"; "http://" is accepted only for this machine itself',
    })
    .default('https://api.github.com'),
  /** Name of the secret that GitHub signs its webhooks with. */
  webhookSecret: SecretName.default('GITHUB_WEBHOOK_SECRET'),
  /** Name of the one that it takes the place of; both are good while it is named. */
  formerWebhookSecret: SecretName.optional(),
  /** Name of the secret that holds a token, for jobs that reach no repository on GitHub by one of their own. */
  token: SecretName.optional(),
  /** Between two times that GitHub is asked what happened in a repository. */
  pollSeconds: z
    .number()
    .int({ error: 'must be a whole number of seconds' })
    .min(30, { error: 'must be at least 30 seconds' })
    .max(86_400, { error: 'must be at most 86400 seconds (a day)' })
    .default(60),
})
export type GithubSettings = z.infer<typeof GithubSettings>
