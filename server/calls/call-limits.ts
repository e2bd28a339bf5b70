import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../access.ts'
import { refuse } from '../refuse.ts'
import { addressKey } from './address-key.ts'
import { createFailedCalls, type FailedCalls } from './failed-calls.ts'

const MINUTE_MS = 60_000
/** Callers that are counted at one time; the one that was silent longest is forgotten first. */
const MOST_COUNTED = 10_000

export interface CallRates {
  perAddress: number
  perToken: number
}

/** How many calls are taken, by address and by token, and what becomes of wrong tokens. */
export interface CallLimits {
  failed: FailedCalls
  /** A refusal with `retry-after` set on the reply, or `null`. */
  overAddress(request: FastifyRequest, reply: FastifyReply): Promise<Refusal | null>
  overToken(key: string, request: FastifyRequest, reply: FastifyReply): Promise<Refusal | null>
  /** Counts a wrong token; a refusal once there were too many of this address. */
  wrongToken(request: FastifyRequest, reply: FastifyReply): Refusal | null
}

declare module 'fastify' {
  interface FastifyRequest {
    callLimitKey?: string
  }
}

/** Limits of one server. `rates` are asked at each call, so that a changed setting counts at once. */
export async function createCallLimits(
  app: FastifyInstance,
  { rates, now }: { rates: () => CallRates; now: () => number },
): Promise<CallLimits> {
  await app.register(rateLimit, { global: false, cache: MOST_COUNTED })
  if (!app.hasRequestDecorator('callLimitKey')) app.decorateRequest('callLimitKey', undefined)
  const failed = createFailedCalls({ now })
  const byAddress = app.createRateLimit({
    timeWindow: MINUTE_MS,
    max: () => rates().perAddress,
    keyGenerator: (request) => addressKey(request.ip),
  })
  const byToken = app.createRateLimit({
    timeWindow: MINUTE_MS,
    max: () => rates().perToken,
    keyGenerator: (request) => request.callLimitKey ?? '',
  })

  return {
    failed,
    async overAddress(request, reply) {
      const { perAddress } = rates()
      const state = await byAddress(request)
      return state.isAllowed || !state.isExceeded
        ? null
        : late(reply, state.ttlInSeconds, `More than ${perAddress} calls a minute came from this address.`)
    },
    async overToken(key, request, reply) {
      const { perToken } = rates()
      request.callLimitKey = key
      const state = await byToken(request)
      return state.isAllowed || !state.isExceeded
        ? null
        : late(reply, state.ttlInSeconds, `More than ${perToken} calls a minute came with this token.`)
    },
    wrongToken(request, reply) {
      const address = addressKey(request.ip)
      const waitMs = failed.waitMs(address)
      if (waitMs > 0) {
        return late(reply, Math.ceil(waitMs / 1000), 'Too many calls of this address showed no good token.')
      }
      failed.add(address)
      return null
    },
  }
}

function late(reply: FastifyReply, seconds: number, message: string): Refusal {
  const wait = Math.max(1, seconds)
  reply.header('retry-after', String(wait))
  const hint = `Try again in ${wait === 1 ? 'a second' : `${wait} seconds`}.`
  return { status: 429, code: 'TOO_MANY_CALLS', message, hint }
}

/** Turns away what is over the limit of its address, before anything else is done with it. */
export function limitAddresses(app: FastifyInstance, limits: CallLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    const refusal = await limits.overAddress(request, reply)
    if (refusal) return refuse(request, reply, refusal)
  })
}
