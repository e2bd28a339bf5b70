import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
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

/** What no route answers, and what went wrong on the way to one, in the same words. */
export function refuseByDefault(app: FastifyInstance, log: Logger): void {
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, { status: 404, code: 'NOT_FOUND', message: 'There is nothing here.', hint: null }),
  )
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) log.error({ err: error }, 'A request failed')
    const message = status >= 500 ? 'The oven could not do it.' : error.message
    return refuse(request, reply, { status, code: error.code ?? 'FAILED', message, hint: null })
  })
}
