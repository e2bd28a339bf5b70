import { z } from 'zod'
import { SecretName } from './secret.ts'
import { Fix } from './status.ts'

/** What a credential is. `github-login` is gh's own; `unknown` is a name that leads to no secret. */
export const CredentialKind = z.enum([
  'host-login',
  'container-login',
  'api-key',
  'github-login',
  'token',
  'github-app',
  'deploy-key',
  'unknown',
])
export type CredentialKind = z.infer<typeof CredentialKind>

/**
 * A login or key that runs are handed, as far as looking tells: never its value. `worked` when a run used it with
 * success and nothing was refused since; `refused` when the newest use was; `present` when nobody has tried it.
 */
export const Credential = z.object({
  /** `claude:host-login`, `claude:key:ANTHROPIC_API_KEY`, `git:host:github.com`, `git:secret:bot`, `git:app:bot`. */
  id: z.string(),
  service: z.enum(['claude', 'git']),
  kind: CredentialKind,
  title: z.string(),
  /** A sentence. */
  livesIn: z.string(),
  status: z.enum(['worked', 'present', 'refused', 'expired', 'missing', 'unknown']),
  description: z.string(),
  expiresAt: z.string().nullable(),
  lastWorkedAt: z.string().nullable(),
  lastRefusedAt: z.string().nullable(),
  checkedAt: z.string(),
  /** Ids of the jobs whose runs are handed it. */
  usedBy: z.array(z.string()),
  fixes: z.array(Fix),
})
export type Credential = z.infer<typeof Credential>

/** What happens in a sign-in's terminal. The first event names the session that keys are typed into. */
export const SignInEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), session: z.string() }),
  /** Bytes of the terminal, in base64: they may be cut within a character. */
  z.object({ type: z.literal('output'), base64: z.string() }),
  z.object({ type: z.literal('ended'), signedIn: z.boolean(), description: z.string() }),
])
export type SignInEvent = z.infer<typeof SignInEvent>

/** Names a GitHub App among the oven's own; what a job gives as `source.credentials`. */
const AppName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, {
  error:
    'must be named with at most 64 letters, digits, hyphens and underscores, beginning with a letter or digit',
})

/** A GitHub App that runs may be given tokens by. Its private key is a secret, of which only the name is told. */
export const GithubAppView = z.object({
  name: z.string(),
  appId: z.string(),
  installationId: z.string(),
  /** Name of the secret that holds the private key. */
  privateKey: z.string(),
  /** `null`: worked out from the repository's server. */
  apiUrl: z.string().nullable(),
  /** Whether that secret is set; `null` when the secrets cannot be read. */
  hasKey: z.boolean().nullable(),
  /** Ids of the jobs that name it. */
  usedBy: z.array(z.string()),
})
export type GithubAppView = z.infer<typeof GithubAppView>

/** A GitHub App to be added, or to take the place of the one of this name. */
export const GithubAppInput = z.object({
  name: AppName,
  appId: z
    .string()
    .trim()
    .regex(/^[\w.-]{1,64}$/, { error: "must be the App's id, a number, or its client id" }),
  installationId: z
    .string()
    .trim()
    .regex(/^\d{1,20}$/, { error: 'must be the number of an installation' }),
  /** Name of the secret that holds the private key, or is to. By default the one it has, or one named after the App. */
  privateKey: SecretName.optional(),
  /** The private key itself, PEM: it is kept as that secret and never answered. */
  key: z.string().max(65_536, { error: 'must be at most 64 KiB' }).optional(),
  apiUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).nullish(),
})
export type GithubAppInput = z.infer<typeof GithubAppInput>
