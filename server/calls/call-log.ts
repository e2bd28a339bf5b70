import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { operationPath } from './operation-path.ts'

/** Calls over a limit are told together: each in a line of its own would be what a flood wants. */
const FLOOD_EVERY_MS = 10_000

declare module 'fastify' {
  interface FastifyRequest {
    /** Who called, as it may be written down: `****a3f9`, `oven`. */
    callerShown?: string
    callJob?: string
  }
}

/**
 * Writes down each call: the route, not the address as it was asked; the job, where there is one of that name; who called, by
 * the end of the token. No header, no body, no query, so that nothing secret can be in it.
 */
export function logCalls(app: FastifyInstance, log: Logger): void {
  if (!app.hasRequestDecorator('callerShown')) app.decorateRequest('callerShown', undefined)
  if (!app.hasRequestDecorator('callJob')) app.decorateRequest('callJob', undefined)
  let flood = 0
  let timer: NodeJS.Timeout | null = null

  function tellFlood(): void {
    timer = null
    if (flood > 0) log.warn({ calls: flood }, 'Calls were over a limit and turned away')
    flood = 0
  }

  app.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    // The page that shows the interface, and what it is made of.
    if (request.routeOptions.config.access === 'everyone' && reply.statusCode < 400) return
    if (reply.statusCode === 429) {
      flood += 1
      timer ??= setTimeout(tellFlood, FLOOD_EVERY_MS).unref()
      return
    }
    log.info(
      {
        call: `${request.method} ${calledRoute(request)}`,
        ...(request.callJob !== undefined && { job: request.callJob }),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        from: request.ip,
        ...(request.callerShown !== undefined && { by: request.callerShown }),
      },
      'Call',
    )
  })
  app.addHook('onClose', async () => {
    if (timer) clearTimeout(timer)
    tellFlood()
  })
}

function calledRoute({ method, url, routeOptions }: FastifyRequest): string {
  if (routeOptions.url !== '/api/*') return routeOptions.url ?? '(nothing there)'
  const path = operationPath(method, url)
  return path === null ? '/api/*' : `/api${path}`
}
