import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { OvenServices } from '../../core/oven-services.ts'
import { createAddressGuard, type Refusal, unauthorized } from '../access.ts'
import { type Api, serveApi } from '../api-handlers.ts'
import { acceptJsonOnly, createApp } from '../fastify-app.ts'
import { addressOf, listenError } from '../listen-address.ts'
import { refuse, refuseByDefault } from '../refuse.ts'
import { securityHeaders } from '../security-headers.ts'
import { serveApiPage } from './api-page.ts'
import { type CallRates, createCallLimits } from './call-limits.ts'
import { type CallRoutesOptions, serveCalls } from './call-routes.ts'
import { bearerIn } from './read-call.ts'

/** Time to send a call: 64 KiB are soon sent. */
const CALL_TIMEOUT_MS = 10_000
const MOST_CONNECTIONS = 512

export interface CallServerOptions {
  api: Api<OvenServices>
  services: CallRoutesOptions['services']
  bearerOf: CallRoutesOptions['bearerOf']
  version: string
  host: string
  port: number
  /** Further names it is called by, and proxies that are believed when they say who called. */
  names: string[]
  proxies: string[]
  rates: () => CallRates
  rendererFolder: string
  log: Logger
}

export interface RunningCallServer {
  address: string
  port: number
  close(): Promise<void>
}

/**
 * Starts the server that others call: what they trigger and ask for, and under the oven's own token the whole contract at
 * `/api`. No window, no sessions, no cookies. Throws `port-taken` and `address-unusable`.
 */
export async function startCallServer(options: CallServerOptions): Promise<RunningCallServer> {
  const { host, log, bearerOf } = options
  const app = createApp({ requestTimeoutMs: CALL_TIMEOUT_MS, trustProxy: options.proxies })
  app.server.maxConnections = MOST_CONNECTIONS
  const limits = await createCallLimits(app, { rates: options.rates, now: Date.now })
  const refuseAddress = createAddressGuard({ boundHost: host, names: options.names })

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const refusal = refuseAddress(request.headers) ?? (await limits.overAddress(request, reply))
    if (refusal) return refuse(request, reply, refusal)
    const { access } = request.routeOptions.config
    if (access === 'everyone' || access === 'caller' || request.is404) return
    reply.header('cache-control', 'no-store')
    const { authorization } = request.headers
    if (bearerOf(authorization) === 'oven') return
    if (isJobToken(options, authorization)) return refuse(request, reply, onlyOneJob)
    return refuse(request, reply, limits.wrongToken(request, reply) ?? unauthorized)
  })
  refuseByDefault(app, log)
  acceptJsonOnly(app)
  serveCalls(app, { ...options, limits })
  serveApi(app, { ...options, rpc: false })
  await serveApiPage(app, { folder: options.rendererFolder })
  try {
    await app.listen({ host, port: options.port })
  } catch (error) {
    await app.close()
    throw listenError(error, options, {
      port: 'Choose another port: `oven config set server.port 3848`, or end that program.',
      host: 'Name an address of this machine: `oven config set server.host 127.0.0.1`.',
    })
  }
  const { port } = app.server.address() as AddressInfo
  const address = addressOf(host, port)
  log.info({ address }, 'Taking calls from outside')
  return { address, port, close: () => app.close() }
}

function isJobToken({ services }: CallServerOptions, authorization: string | undefined): boolean {
  const bearer = bearerIn(authorization)
  if (bearer === null) return false
  try {
    services.tokens.authenticate(bearer)
    return true
  } catch {
    return false
  }
}

const onlyOneJob: Refusal = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'This token opens one job: it may trigger it and ask for the status of its runs.',
  hint: 'Everything else is under the oven’s own token.',
}
