import type { FastifyRequest } from 'fastify'
import type { IncomingCall } from '../../core/triggers/incoming-call.ts'
import { addressKey } from './address-key.ts'

/** A call as the core takes it. `isOven` says whether its bearer is the oven's own. */
export function readCall(
  request: FastifyRequest,
  { jobId, isOven }: { jobId: string; isOven: boolean },
): IncomingCall {
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const body = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : null
  return {
    jobId,
    from: shownAddress(request.ip),
    body,
    bearer: bearerIn(request.headers.authorization),
    isOven,
    signature: {
      hubSignature: header('x-hub-signature-256'),
      webhookId: header('webhook-id'),
      webhookTimestamp: header('webhook-timestamp'),
      webhookSignature: header('webhook-signature'),
    },
    idempotencyKey: header('idempotency-key') ?? null,
    deliveryId: header('x-github-delivery') ?? null,
  }
}

/** An `Authorization` of another kind is a wrong token, not none. */
export function bearerIn(authorization: string | undefined): string | null {
  if (authorization === undefined) return null
  return /^Bearer +(\S{1,512}) *$/i.exec(authorization)?.[1] ?? ''
}

/** Who called, as it may be shown: whole, also where addresses are counted together. */
export function shownAddress(ip: string | undefined): string {
  const key = addressKey(ip)
  return ip !== undefined && key.includes('/') ? ip : key
}
