import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Fix, LoginState } from '../../contract/index.ts'
import { hintOf } from '../../core/credentials/hint-of.ts'
import { OvenError } from '../../core/errors.ts'

/**
 * Claude Code's file on Linux, `~/.claude/.credentials.json`. It may hold logins of other services beside this one.
 * On a Mac the login is in the Keychain, and the file is not there.
 */
const CredentialsFile = z.looseObject({
  claudeAiOauth: z.looseObject({
    accessToken: z.string().min(1),
    /** Milliseconds since 1970. */
    expiresAt: z.number().positive().nullish(),
    /** Until then Claude Code renews the access token by itself. */
    refreshTokenExpiresAt: z.number().positive().nullish(),
  }),
})
type ClaudeOauth = z.infer<typeof CredentialsFile>['claudeAiOauth']

export interface ClaudeLookup {
  /** Claude Code's folder, or the file itself. */
  path: string
  platform: NodeJS.Platform
  /** Wall clock, ms since 1970. */
  now: number
}

type Found =
  | { status: 'present' | 'expired'; state: LoginState; oauth: ClaudeOauth }
  | { status: 'missing' | 'unknown'; state: LoginState }

const signIn: Fix = {
  description: 'Sign in with Claude Code on this machine.',
  command: 'claude auth login',
}
const useContainerLogin: Fix = {
  description: 'Sign in once inside a container, then set "auth" of the job to "container-login".',
  command: 'oven auth sign-in claude',
}
const useApiKey: Fix = {
  description:
    'Or give the job an API key: set its "auth" to "api-key", and a secret named ANTHROPIC_API_KEY.',
  command: 'oven secrets set ANTHROPIC_API_KEY',
}

/** What Claude Code's file holds. Says `present` when a login is there and has not expired: nobody has tried it. */
export async function findClaudeLogin(lookup: ClaudeLookup): Promise<Found> {
  const file = await fileAt(lookup.path)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return noFile(file, lookup.platform)
    return nothing('unknown', `Claude's login in ${file} could not be looked at: ${message}.`, [useApiKey])
  }
  const parsed = CredentialsFile.safeParse(parseJson(text))
  if (!parsed.success) {
    return nothing('missing', `${file} is there, but holds no Claude login.`, [signIn, useApiKey])
  }
  return judge(parsed.data.claudeAiOauth, lookup.now)
}

/**
 * The file a run is handed: the access token alone. A refresh token can be used once, so a copy of it would log one of
 * the two holders out; logins of other services are none of the run's business.
 * Throws `login-missing` or `login-expired`.
 */
export async function collectClaudeLogin(
  lookup: ClaudeLookup,
): Promise<{ bytes: Buffer; secrets: string[] }> {
  const found = await findClaudeLogin(lookup)
  if (!('oauth' in found)) {
    throw new OvenError('login-missing', found.state.description, { hint: hintOf(found.state.fixes) })
  }
  if (found.status === 'expired') {
    throw new OvenError('login-expired', found.state.description, { hint: hintOf(found.state.fixes) })
  }
  const { refreshToken: _kept, ...handed } = found.oauth
  return {
    bytes: Buffer.from(JSON.stringify({ claudeAiOauth: handed })),
    secrets: [found.oauth.accessToken],
  }
}

function judge(oauth: ClaudeOauth, now: number): Found {
  const expiresAt = instantOf(oauth.expiresAt)
  const common = { id: 'claude', expiresAt, endsAt: instantOf(oauth.refreshTokenExpiresAt) } as const
  if (oauth.expiresAt && oauth.expiresAt <= now) {
    const description = `Claude login expired: its access token was good until ${expiresAt}. Sign in again on this machine; any use of Claude Code here renews it, too.`
    const fixes: Fix[] = [signIn, useApiKey]
    return { status: 'expired', oauth, state: { ...common, status: 'expired', description, fixes } }
  }
  const description =
    expiresAt === null
      ? 'A Claude login is present; whether it works is not known before a run has used it.'
      : `A Claude login is present, good until ${expiresAt}; whether it works is not known before a run has used it.`
  return { status: 'present', oauth, state: { ...common, status: 'present', description, fixes: [] } }
}

function noFile(file: string, platform: NodeJS.Platform): Found {
  if (platform === 'darwin') {
    return nothing(
      'missing',
      'On a Mac, Claude Code keeps its login in the Keychain, from where it cannot be handed to a container.',
      [useContainerLogin, useApiKey],
    )
  }
  return nothing('missing', `There is no Claude login on this machine (${file} does not exist).`, [
    signIn,
    { ...useContainerLogin, description: `Or sign ${useContainerLogin.description.slice('Sign '.length)}` },
    useApiKey,
  ])
}

function nothing(status: 'missing' | 'unknown', description: string, fixes: Fix[]): Found {
  return { status, state: { id: 'claude', status, description, expiresAt: null, fixes } }
}

async function fileAt(path: string): Promise<string> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  return isFile ? path : join(path, '.credentials.json')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function instantOf(ms: number | null | undefined): string | null {
  return ms ? new Date(ms).toISOString() : null
}
