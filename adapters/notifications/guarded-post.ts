import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isAllowedHost, PrivateAddressError, resolveGuarded } from './guarded-lookup.ts'

/** No more of an answer is read than a reason needs. */
const ANSWER_BYTES = 4_096
const CONNECT_MS = 10_000

export interface HttpPost {
  url: string
  body: string
  headers?: Record<string, string>
}

export type HttpAnswer =
  | { kind: 'answered'; host: string; status: number; text: string; retryAfter: string | null }
  /** It could not be sent, and may be later. */
  | { kind: 'unreachable'; host: string; reason: string }
  /** It is not sent, whatever happens. Both are whole sentences. */
  | { kind: 'forbidden'; reason: string; hint: string }

/**
 * Posts JSON and answers what came back, whatever its status. Connects to no private address but on hosts that are allowed,
 * which alone may be without TLS; follows no redirect. Never rejects; no answer holds the address, which may be a secret.
 */
export async function postJson(
  { url: address, body, headers = {} }: HttpPost,
  { allowPrivate, signal }: { allowPrivate: readonly string[]; signal: AbortSignal },
): Promise<HttpAnswer> {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    return forbidden('Its address is not an https address.', 'Put the whole address into its secret.')
  const url = new URL(address)
  const { hostname: host } = url
  const isAllowed = isAllowedHost(host, allowPrivate)
  if (url.protocol === 'http:' && !isAllowed)
    return forbidden(
      `Its address on ${host} begins with http, so everybody on the way could read along.`,
      `Use https. In a network of your own, \`oven config set notifications.allowPrivate ${host}\` allows it.`,
    )
  try {
    const found = await resolveGuarded(host, allowPrivate)
    return await exchange(url, host, found, { body, headers, signal })
  } catch (error) {
    if (error instanceof PrivateAddressError)
      return forbidden(
        `Nothing is sent to ${host}: it lies in a private network or on this machine.`,
        `If that is meant, \`oven config set notifications.allowPrivate ${host}\` allows it.`,
      )
    return { kind: 'unreachable', host, reason: reasonOf(host, error, signal) }
  }
}

function exchange(
  url: URL,
  host: string,
  found: readonly { address: string; family: number }[],
  { body, headers, signal }: { body: string; headers: Record<string, string>; signal: AbortSignal },
): Promise<HttpAnswer> {
  const payload = Buffer.from(body)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: 'POST',
        // A connection of its own: one that is kept would be checked for another address.
        agent: false,
        signal,
        timeout: CONNECT_MS,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': String(payload.length),
          'user-agent': 'agent-oven',
          ...headers,
        },
        // The addresses that were looked at, and no others.
        lookup: (_host, options, done) => {
          const [first] = found
          if (options.all) done(null, [...found])
          else done(null, first!.address, first!.family)
        },
      },
      (response) => {
        const pieces: Buffer[] = []
        let bytes = 0
        const answer = () =>
          resolve({
            kind: 'answered',
            host,
            status: response.statusCode ?? 0,
            text: Buffer.concat(pieces).subarray(0, ANSWER_BYTES).toString('utf8'),
            retryAfter: response.headers['retry-after'] ?? null,
          })
        response.on('data', (piece: Buffer) => {
          pieces.push(piece)
          bytes += piece.length
          if (bytes < ANSWER_BYTES) return
          answer()
          response.destroy()
        })
        response.on('end', answer)
        // Its status has been told: what is missing is only the reason.
        response.on('error', answer)
        response.on('aborted', answer)
      },
    )
    request.on('timeout', () => request.destroy(new Error('it did not answer in time')))
    request.on('error', reject)
    request.end(payload)
  })
}

function forbidden(reason: string, hint: string): HttpAnswer {
  return { kind: 'forbidden', reason, hint }
}

function reasonOf(host: string, error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return `${host} did not answer in time.`
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${host} could not be found.`
  if (code === 'ECONNREFUSED') return `${host} refused the connection.`
  return `${host} could not be reached: ${code ?? message}.`
}
