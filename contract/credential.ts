import { z } from 'zod'
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
