import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Health, Run, TriggerAnswer } from '../../contract/index.ts'
import { OvenError } from '../../core/errors.ts'
import type { OvenServices } from '../../core/oven-services.ts'
import { CallRefusal, noToken, signaturesUnread, statusOfRefusal } from '../../core/triggers/call-refusal.ts'
import type { Caller } from '../../core/triggers/identify-caller.ts'
import { runStatusOf } from '../../core/triggers/run-status.ts'
import type { Refusal } from '../access.ts'
import { refuse } from '../refuse.ts'
import { addressKey } from './address-key.ts'
import { type CallLimits, limitAddresses } from './call-limits.ts'
import { logCalls } from './call-log.ts'
import { serveGithub } from './github-route.ts'
import { bearerIn, readCall, shownAddress } from './read-call.ts'

/** What a call may carry. */
export const PAYLOAD_LIMIT_BYTES = 64 * 1024

export interface CallRoutesOptions {
  services: Pick<OvenServices, 'calls' | 'tokens' | 'runs' | 'jobs' | 'status' | 'changes' | 'github'>
  bearerOf: (authorization: string | undefined) => 'oven' | 'session' | null
  limits: CallLimits
  log: Logger
  /** Whether these routes stand beside the window's: then only they are counted by address, and written down. */
  besideWindow?: boolean
}

/**
 * What others call from outside: `POST /api/trigger/:jobId`, `GET /api/status/:runId` and `GET /api/health`; and what GitHub
 * calls. Each looks itself at who asks. Bodies are taken as bytes, since signatures are over those.
 */
export function serveCalls(app: FastifyInstance, options: CallRoutesOptions): void {
  void app.register(async (scope) => {
    takeBytes(scope)
    if (options.besideWindow) {
      logCalls(scope, options.log)
      limitAddresses(scope, options.limits)
    }
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) =>
      refuse(request, reply, asRefusal(error, options.log)),
    )
    const config = { access: 'caller' as const }
    scope.post<{ Params: { jobId: string } }>(
      '/api/trigger/:jobId',
      { config, bodyLimit: PAYLOAD_LIMIT_BYTES },
      (request, reply) => trigger(options, request, reply),
    )
    scope.route({
      method: ['GET', 'PUT', 'PATCH', 'DELETE'],
      url: '/api/trigger/:jobId',
      config,
      handler: (request, reply) => refuse(request, reply.header('allow', 'POST'), onlyPost),
    })
    scope.get<{ Params: { runId: string } }>('/api/status/:runId', { config }, (request, reply) =>
      status(options, request, reply),
    )
    serveGithub(scope, options, {
      wrongToken: (error, request, reply) => slowedDown(error, options, request, reply),
    })
    scope.get('/api/health', { config }, (request, reply) => health(options, request, reply))
  })
}

async function trigger(
  options: CallRoutesOptions,
  request: FastifyRequest<{ Params: { jobId: string } }>,
  reply: FastifyReply,
) {
  const { services, bearerOf, limits } = options
  const { jobId } = request.params
  if (services.jobs.find(jobId)) request.callJob = jobId
  const isOven = bearerOf(request.headers.authorization) !== null
  const call = readCall(request, { jobId, isOven })
  let caller: Caller
  try {
    const isSlowed = limits.failed.waitMs(addressKey(request.ip)) > 0
    caller = await services.calls.identify(call, { isNoted: !isSlowed })
  } catch (error) {
    // Why the vault does not open names files of this machine; the history of calls tells it to who may know.
    if (error instanceof OvenError) throw signaturesUnread()
    throw slowedDown(error, options, request, reply)
  }
  const key = caller.token?.id ?? 'oven'
  request.callerShown = caller.token ? `****${caller.token.ending}` : 'oven'
  const refusal = await limits.overToken(key, request, reply)
  if (refusal) return refuse(request, reply, refusal)
  const { run, isDuplicate } = services.calls.fire(call, caller)
  const statusUrl = `${request.protocol}://${request.host}/api/status/${run.id}`
  const answer: TriggerAnswer = {
    runId: run.id,
    number: run.number,
    jobId: run.jobId,
    statusUrl,
    duplicate: isDuplicate,
  }
  return reply.status(202).header('location', statusUrl).send(answer)
}

async function status(
  options: CallRoutesOptions,
  request: FastifyRequest<{ Params: { runId: string } }>,
  reply: FastifyReply,
) {
  const asker = await whoAsks(options, request, reply)
  if (asker === null) throw slowedDown(noToken(), options, request, reply)
  const refusal = await options.limits.overToken(asker.key, request, reply)
  if (refusal) return refuse(request, reply, refusal)
  const run = findRun(options, request.params.runId, asker.jobId)
  if (run === null) return refuse(request, reply, noSuchRun)
  request.callJob = run.jobId
  return reply.send(runStatusOf(run))
}

/** Who holds one job's token learns nothing of another's runs, not even that they are there. */
function findRun({ services }: CallRoutesOptions, name: string, jobId: string | null): Run | null {
  if (jobId === null) return services.runs.resolve(name)
  try {
    const run = services.runs.resolve(name)
    return run.jobId === jobId ? run : null
  } catch (error) {
    if (error instanceof OvenError && error.kind !== 'FAILED') return null
    throw error
  }
}

async function health(options: CallRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const asker = await whoAsks(options, request, reply)
  const answer: Health = { status: 'ok' }
  if (asker === null) return reply.send(answer)
  const { version, startedAt, engine, logins } = await options.services.status()
  return reply.send({
    ...answer,
    version,
    startedAt,
    engine: {
      status: engine.status,
      // Why may name folders and users of this machine.
      message: asker.jobId === null && engine.status === 'down' ? engine.reason : null,
    },
    logins: logins.map(({ id, status }) => ({ id, state: status })),
  } satisfies Health)
}

/** Who shows which token; `null` for who shows none. Throws a `CallRefusal` for a wrong one. */
async function whoAsks(
  options: CallRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ key: string; jobId: string | null } | null> {
  const { authorization } = request.headers
  if (options.bearerOf(authorization) !== null) {
    request.callerShown = 'oven'
    return { key: 'oven', jobId: null }
  }
  const bearer = bearerIn(authorization)
  if (bearer === null) return null
  try {
    const token = options.services.tokens.authenticate(bearer)
    request.callerShown = `****${token.ending}`
    options.services.tokens.noteUse(token, shownAddress(request.ip))
    return { key: token.id, jobId: token.jobId }
  } catch (error) {
    throw slowedDown(error, options, request, reply)
  }
}

class Slowed extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** The refusal of a wrong token, or of one more of them when there were too many. */
function slowedDown(
  error: unknown,
  { limits }: CallRoutesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  if (!(error instanceof CallRefusal) || (error.status !== 401 && error.status !== 403)) return error
  const refusal = limits.wrongToken(request, reply)
  return refusal ? new Slowed(refusal) : error
}

function asRefusal(error: Error & { statusCode?: number }, log: Logger): Refusal {
  if (error instanceof Slowed) return error.refusal
  if (error instanceof CallRefusal || error instanceof OvenError) {
    return { status: statusOfRefusal(error), code: error.code, message: error.message, hint: error.hint }
  }
  const status = error.statusCode ?? 500
  if (status === 413) return tooLarge
  if (status === 415) return notJson
  if (status < 500) {
    return { status, code: 'INPUT_INVALID', message: 'The request cannot be read.', hint: null }
  }
  log.error({ err: error }, 'A call failed')
  return { status, code: 'FAILED', message: 'The oven could not do it.', hint: null }
}

/** JSON by any of its names; what is in it is read where it is known who sent it. */
function takeBytes(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json\b/i,
    { parseAs: 'buffer', bodyLimit: PAYLOAD_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  )
}

const tooLarge: Refusal = {
  status: 413,
  code: 'body-too-large',
  message: `The body is larger than ${PAYLOAD_LIMIT_BYTES / 1024} KiB.`,
  hint: 'Send where the data is to be found, and let the job fetch it.',
}
const notJson: Refusal = {
  status: 415,
  code: 'body-not-json',
  message: 'The body is not said to be JSON.',
  hint: 'Send `Content-Type: application/json`, or no body at all.',
}
const onlyPost: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'A job is triggered with POST.',
  hint: null,
}
const noSuchRun: Refusal = {
  status: 404,
  code: 'not-found',
  message: 'There is no such run.',
  hint: 'Its id is in the answer to the call that made it.',
}
