import { OvenError } from '../../core/errors.ts'
import type { GithubAccess } from '../../core/ports/github-api.ts'
import { refusalOf } from './github-refusal.ts'

const DEADLINE_MS = 20_000
/** A hundred events with the whole of their issues are some megabytes at most. */
const MAX_BYTES = 16 * 1024 ** 2
/** A repository that was renamed is answered with its new place. */
const MAX_REDIRECTS = 2

export interface GithubAnswer {
  status: number
  headers: Headers
  /** `null` for what was not changed. */
  body: unknown
}

export type AskGithub = (
  access: GithubAccess,
  path: string,
  options?: { method?: 'GET' | 'POST' | 'PATCH'; body?: object; etag?: string | null },
) => Promise<GithubAnswer>

/**
 * Asks GitHub's REST API, and nobody else: a redirect to another server is not followed. Throws as `GithubApi` says.
 * `path` begins with `/` and has its query.
 */
export function createGithubRequest({
  fetch: ask,
  now,
}: {
  fetch: typeof fetch
  now: () => number
}): AskGithub {
  async function send(url: string, init: RequestInit): Promise<Response> {
    let target = url
    for (let hops = 0; ; hops += 1) {
      const response = await ask(target, init)
      if (![301, 302, 307, 308].includes(response.status)) return response
      await response.body?.cancel()
      const next = URL.parse(response.headers.get('location') ?? '', target)
      if (hops >= MAX_REDIRECTS || next?.origin !== new URL(url).origin) {
        throw new OvenError('github-failed', 'GitHub answered that something else should be asked instead.', {
          hint: 'Check the setting "github.apiUrl".',
        })
      }
      target = next.href
    }
  }

  return async (access, path, { method = 'GET', body, etag } = {}) => {
    const headers = headersOf(access, { etag: etag ?? null, hasBody: body !== undefined })
    try {
      const response = await send(`${access.apiUrl.replace(/\/$/, '')}${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
      const { status } = response
      if (status === 304) return { status, headers: response.headers, body: null }
      const said = parse(await readBounded(response))
      if (!response.ok) throw refusalOf({ status, headers: response.headers, body: said, nowMs: now() })
      if (said === undefined && status !== 204) throw nonsense()
      return { status, headers: response.headers, body: said ?? null }
    } catch (error) {
      if (error instanceof OvenError) throw error
      throw new OvenError('network', `GitHub could not be asked (${access.apiUrl}).`, {
        hint: 'Check the network of this machine.',
        cause: error,
      })
    }
  }
}

function headersOf(
  { token }: GithubAccess,
  { etag, hasBody }: { etag: string | null; hasBody: boolean },
): Record<string, string> {
  // What cannot stand in a header would be quoted in the error about it.
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    throw new OvenError('github-denied', 'The token for GitHub holds characters that no token has.', {
      hint: 'Set the secret anew, without line breaks or spaces.',
    })
  }
  return {
    accept: 'application/vnd.github+json',
    'user-agent': 'agent-oven',
    'x-github-api-version': '2022-11-28',
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(etag !== null && { 'if-none-match': etag }),
    ...(hasBody && { 'content-type': 'application/json' }),
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES) {
      throw new OvenError('github-failed', 'GitHub answered with more than the oven reads.', {
        hint: 'Check the setting "github.apiUrl".',
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** `undefined` for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function nonsense(): OvenError {
  return new OvenError('github-failed', 'What GitHub answered is not what it documents.', {
    hint: 'Check the setting "github.apiUrl": it must be the address of GitHub’s REST API.',
  })
}
