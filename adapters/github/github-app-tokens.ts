import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { z } from 'zod'
import { OvenError } from '../../core/errors.ts'
import type { GithubApp, GithubApps } from '../../core/ports/github-apps.ts'

const DEADLINE_MS = 10_000
/** GitHub takes ten minutes at most, and clocks differ. */
const VALID_SECONDS = 9 * 60
const BACK_SECONDS = 60

const Minted = z.looseObject({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) })

/** The permissions that a run needs; an App that has fewer is asked again for what it has. */
const PERMISSIONS = { contents: 'write', pull_requests: 'write' } as const

/**
 * Tokens of a GitHub App's installation (https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app),
 * each for one repository. Nothing is kept: neither key nor token.
 */
export function createGithubApps(options: { now?: () => number; fetch?: typeof fetch } = {}): GithubApps {
  const now = options.now ?? Date.now
  const ask = options.fetch ?? fetch

  async function request(app: GithubApp, repository: string, permissions: object | null): Promise<Response> {
    const url = `${app.apiUrl.replace(/\/$/, '')}/app/installations/${app.installationId}/access_tokens`
    const body = { repositories: [repository.split('/').at(-1)], ...(permissions ? { permissions } : {}) }
    try {
      return await ask(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${jwtOf(app, now())}`,
          accept: 'application/vnd.github+json',
          'content-type': 'application/json',
          'user-agent': 'agent-oven',
          'x-github-api-version': '2022-11-28',
        },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
    } catch (error) {
      if (error instanceof OvenError) throw error
      throw new OvenError('network', `GitHub could not be asked for a token (${app.apiUrl}).`, {
        hint: 'Check the network of this machine.',
        cause: error,
      })
    }
  }

  return {
    async mint(app, repository, permissions: Readonly<Record<string, 'read' | 'write'>> = PERMISSIONS) {
      let response = await request(app, repository, permissions)
      // 422 also says that the App lacks a permission asked for: it may still be able to read.
      if (response.status === 422) response = await request(app, repository, null)
      if (!response.ok) throw await refusal(response, app, repository)
      const minted = Minted.safeParse(await response.json().catch(() => null))
      if (!minted.success) {
        throw new OvenError('app-refused', `What ${app.apiUrl} answered is no token.`, {
          hint: 'Check "apiUrl" of the App in the settings.',
        })
      }
      return { token: minted.data.token, expiresAt: new Date(minted.data.expires_at).toISOString() }
    },
  }
}

/** RFC 7519, signed as GitHub asks for it: RS256, `iss` the App. */
function jwtOf(app: GithubApp, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
  const claims = { iat: seconds - BACK_SECONDS, exp: seconds + VALID_SECONDS, iss: app.appId }
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), keyOf(app)).toString('base64url')}`
}

function keyOf({ privateKey, appId }: GithubApp): KeyObject {
  try {
    const key = createPrivateKey(privateKey)
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // Said below; the reason would quote the key's surroundings.
  }
  throw new OvenError(
    'app-key-invalid',
    `The private key of the GitHub App ${appId} is not an RSA key in PEM form.`,
    {
      hint: "Make a new one in the App's settings on GitHub, and set it as the secret.",
    },
  )
}

async function refusal(response: Response, app: GithubApp, repository: string): Promise<OvenError> {
  const body = (await response.json().catch(() => null)) as { message?: unknown } | null
  const said = typeof body?.message === 'string' ? `: ${body.message.slice(0, 200)}` : ''
  const who = `The GitHub App ${app.appId}`
  if (response.status === 401) {
    return new OvenError('app-refused', `${who} was not recognised${said}.`, {
      hint: 'Check its id and private key, and the clock of this machine.',
    })
  }
  if (response.status === 404) {
    return new OvenError('app-refused', `${who} has no installation ${app.installationId}${said}.`, {
      hint: "Check the installation's number in the settings.",
    })
  }
  if (response.status === 422) {
    return new OvenError('repo-denied', `${who} may not see the repository ${repository}${said}.`, {
      hint: 'Let it be installed for this repository.',
    })
  }
  if (response.status >= 500) {
    return new OvenError(
      'network',
      `GitHub failed as it was asked for a token (status ${response.status}).`,
      {
        hint: 'Try again in some minutes.',
      },
    )
  }
  return new OvenError('app-refused', `${who} was given no token (status ${response.status}${said}).`, {
    hint: "Check the App's settings on GitHub.",
  })
}
