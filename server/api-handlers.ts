import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { type Context, onError, type Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fastify'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { boundServices } from '../core/triggers/bound-services.ts'
import { describeApi } from './describe-api.ts'
import { refuse } from './refuse.ts'

/** The core's router and what its handlers are given; any router of the contract will do. */
export interface Api<T extends Context = Context> {
  // biome-ignore lint/suspicious/noExplicitAny: oRPC's own handlers take any router of the context
  router: Router<any, T>
  context: T
}

/**
 * The contract on two carriers: `/rpc` for our own clients (unless `rpc` is false), `/api` as a plain HTTP interface with its description at
 * `/api/openapi.json`. Streams are server-sent events; they end with their client.
 */
export function serveApi<T extends Context>(
  app: FastifyInstance,
  options: { api: Api<T>; version: string; log: Logger; rpc?: boolean },
): void {
  const { api, version, log } = options
  const schemaConverters = [new ZodToJsonSchemaConverter()]
  const watchErrors = (error: unknown) => logUnexpected(log, error)
  // A line every 15 s keeps silent streams open through proxies and finds clients that vanished.
  const streams = { eventIteratorKeepAliveInterval: 15_000 }
  const rpc = new RPCHandler<T>(api.router, { ...streams, clientInterceptors: [onError(watchErrors)] })
  const rest = new OpenAPIHandler<T>(api.router, {
    ...streams,
    clientInterceptors: [onError(watchErrors)],
    plugins: [new SmartCoercionPlugin({ schemaConverters })],
  })

  const bound = boundServices(api.context)
  const contextOf = (request: FastifyRequest) => (request.holdsOvenToken ? bound : api.context)

  let description: Promise<unknown> | undefined
  app.get('/api/openapi.json', { config: { access: 'everyone' } }, async (_request, reply) => {
    description ??= describeApi(schemaConverters, version)
    return reply.header('cache-control', 'no-cache').send(await description)
  })
  if (options.rpc !== false) {
    app.all('/rpc/*', async (request, reply) => {
      const { matched } = await rpc.handle(request, reply, { prefix: '/rpc', context: api.context })
      return matched ? reply : refuse(request, reply, noSuchOperation)
    })
  }
  app.all('/api/*', async (request, reply) => {
    const context = contextOf(request)
    const { matched } = await rest.handle(request, reply, { prefix: '/api', context })
    return matched ? reply : refuse(request, reply, noSuchOperation)
  })
}

const noSuchOperation = {
  status: 404,
  code: 'NOT_FOUND',
  message: 'The oven has no such operation.',
  hint: 'GET /api/openapi.json lists them all.',
}

/** Writes down what an operation threw that the contract does not name. */
export function logUnexpected(log: Logger, error: unknown): void {
  const { defined, status } = error as { defined?: boolean; status?: number }
  if (defined || (status !== undefined && status < 500)) return
  if (error instanceof Error && error.name === 'AbortError') return
  log.error({ err: error }, 'A call failed in an unexpected way')
}
