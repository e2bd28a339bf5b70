import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from './access.ts'

/** Answers a refusal in the words of the carrier that asked, so that its client reads it as any other error. */
export function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, hint } = refusal
  const error = { defined: false, code, status, message, data: { hint, fields: [] } }
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .status(status)
    .type('application/json')
    .send(request.url.startsWith('/rpc/') ? { json: error } : error)
}
