import { Webhooks } from '@octokit/webhooks'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GithubAnswer } from '../../contract/index.ts'
import { OvenError } from '../../core/errors.ts'
import { CallRefusal, signaturesUnread, signatureWrong } from '../../core/triggers/call-refusal.ts'
import { GITHUB_PATH } from '../../core/triggers/call-server-state.ts'
import type { Refusal } from '../access.ts'
import { refuse } from '../refuse.ts'
import { addressKey } from './address-key.ts'
import { createBodyRoom, declaredBytes } from './body-room.ts'
import type { CallRoutesOptions } from './call-routes.ts'
import { shownAddress } from './read-call.ts'

/** GitHub sends nothing larger (https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap). */
export const GITHUB_LIMIT_BYTES = 25 * 1024 * 1024
/** Most are a few kilobytes; two of the largest are read at one time. */
const MOST_AT_ONCE_BYTES = 2 * GITHUB_LIMIT_BYTES
/** Whoever showed wrong signatures may not send more than this until its wait is over. */
const SUSPECT_BYTES = 1024 * 1024

/**
 * `POST /api/github`, where GitHub sends its webhooks (docs/github.md). Signatures are checked over the bytes as they came;
 * what is taken is answered with 202 when it is kept, before GitHub is asked anything.
 */
export function serveGithub(
  scope: FastifyInstance,
  options: CallRoutesOptions,
  tools: { wrongToken: (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown },
): void {
  void scope.register(async (own) => {
    const takeRoom = createBodyRoom({
      mostBytes: MOST_AT_ONCE_BYTES,
      unknownBytes: GITHUB_LIMIT_BYTES,
    })
    own.removeAllContentTypeParsers()
    own.addContentTypeParser(
      /^application\/json\b/i,
      { parseAs: 'buffer', bodyLimit: GITHUB_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    )
    own.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      if (error.statusCode === 413) return refuse(request, reply, tooLarge)
      throw error
    })
    const config = { access: 'caller' as const }
    own.post(GITHUB_PATH, {
      config,
      bodyLimit: GITHUB_LIMIT_BYTES,
      preParsing: async (request, reply) => {
        const refusal = refuseUnread(request, options)
        if (refusal) return refuse(request, reply.header('connection', 'close'), refusal)
        if (!takeRoom(request, reply)) return refuse(request, reply.header('retry-after', '5'), noRoom)
      },
      handler: async (request, reply) => {
        try {
          return await take(options, request, reply)
        } catch (error) {
          throw tools.wrongToken(error, request, reply)
        }
      },
    })
    own.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: GITHUB_PATH,
      config,
      handler: (request, reply) => refuse(request, reply.header('allow', 'POST'), onlyPost),
    })
  })
}

/** What is not worth reading the body for. */
function refuseUnread(request: FastifyRequest, { limits }: CallRoutesOptions): Refusal | null {
  const bytes = declaredBytes(request) ?? GITHUB_LIMIT_BYTES
  if (bytes > GITHUB_LIMIT_BYTES) return tooLarge
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return notJson
  if (!header(request, 'x-hub-signature-256')) return unsigned
  const isSuspect = limits.failed.waitMs(addressKey(request.ip)) > 0
  return isSuspect && bytes > SUSPECT_BYTES ? suspect : null
}

async function take(options: CallRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const { github } = options.services
  const body = Buffer.isBuffer(request.body) ? request.body.toString() : ''
  await verify(await secretsOf(options), body, header(request, 'x-hub-signature-256') ?? '')
  request.callerShown = 'github'
  const refusal = await options.limits.overToken('github', request, reply)
  if (refusal) return refuse(request, reply, refusal)
  const event = header(request, 'x-github-event')
  const deliveryId = header(request, 'x-github-delivery')
  if (event === null || !/^\w{1,100}$/.test(event) || !/^[\x21-\x7e]{1,255}$/.test(deliveryId ?? '-')) {
    throw new CallRefusal(
      400,
      'event-unnamed',
      'The event is not named as GitHub names events.',
      'GitHub names it in `X-GitHub-Event`, and its delivery in `X-GitHub-Delivery`.',
    )
  }
  const payload = parse(body)
  const answer = (more: Pick<GithubAnswer, 'outcome' | 'why' | 'jobs'>): GithubAnswer => ({ event, ...more })
  if (event === 'ping') return reply.send(answer({ outcome: 'pong', why: null, jobs: [] }))
  const taken = await github.take({
    name: event,
    payload,
    deliveryId,
    via: 'webhook',
    from: shownAddress(request.ip),
  })
  return reply.status(202).send(answer(taken))
}

async function secretsOf({ services }: CallRoutesOptions): Promise<string[]> {
  let secrets: string[]
  try {
    secrets = await services.github.values()
  } catch (error) {
    if (error instanceof OvenError) throw signaturesUnread()
    throw error
  }
  if (secrets.length > 0) return secrets
  throw new CallRefusal(
    503,
    'github-secret-missing',
    'The oven does not know the secret that GitHub signs with, so it takes nothing from it.',
    'Whoever looks after the oven sets it: `oven webhooks show` says under which name.',
  )
}

/** Throws the refusal of a signature that none of the secrets made. */
async function verify(secrets: readonly string[], body: string, signature: string): Promise<void> {
  for (const secret of secrets) {
    // It refuses empty text with an error of its own.
    if (body !== '' && (await new Webhooks({ secret }).verify(body, signature))) return
  }
  throw signatureWrong()
}

function parse(body: string): unknown {
  try {
    const payload: unknown = JSON.parse(body)
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload
  } catch {
    // Told below, like what is no object.
  }
  throw new CallRefusal(
    400,
    'body-invalid',
    'The body is not a JSON object.',
    'GitHub signs what it sends, so this was signed by somebody else who knows the secret.',
  )
}

function header({ headers }: FastifyRequest, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

const tooLarge: Refusal = {
  status: 413,
  code: 'body-too-large',
  message: `The body is larger than ${GITHUB_LIMIT_BYTES / 1024 ** 2} MiB, more than GitHub sends.`,
  hint: null,
}
const notJson: Refusal = {
  status: 415,
  code: 'body-not-json',
  message: 'The body is not said to be JSON.',
  hint: 'Choose the content type `application/json` in the webhook’s settings on GitHub.',
}
const unsigned: Refusal = {
  status: 401,
  code: 'signature-missing',
  message: 'This call is not signed.',
  hint: 'Enter a secret in the webhook’s settings on GitHub, the same that the oven knows.',
}
const suspect: Refusal = {
  status: 429,
  code: 'TOO_MANY_CALLS',
  message: 'Too many calls of this address were signed wrongly.',
  hint: 'Try again later.',
}
const noRoom: Refusal = {
  status: 503,
  code: 'busy',
  message: 'The oven is reading as much as it can at one time.',
  hint: 'Have GitHub send it again.',
}
const onlyPost: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'GitHub sends its webhooks with POST.',
  hint: null,
}
