import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { OvenServices } from '../../core/oven-services.ts'
import { createAddressGuard, unauthorized } from '../access.ts'
import { type Api, serveApi } from '../api-handlers.ts'
import { acceptJsonOnly, createApp } from '../fastify-app.ts'
import { addressOf, listenError } from '../listen-address.ts'
import { refuse, refuseByDefault } from '../refuse.ts'
import { securityHeaders } from '../security-headers.ts'
import { serveApiPage } from './api-page.ts'
import { type CallRates, createCallLimits } from './call-limits.ts'
import { logCalls } from './call-log.ts'
import { type CallRoutesOptions, serveCalls } from './call-routes.ts'
import { createTokenHolders } from './token-holder.ts'

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
 * Starts the server that others call: what they trigger and ask for, and under the oven's own token, or a lasting one, the
 * contract at `/api`. No window, no sessions, no cookies. Throws `port-taken` and `address-unusable`.
 */
export async function startCallServer(options: CallServerOptions): Promise<RunningCallServer> {
  const { host, log, bearerOf } = options
  const app = createApp({ requestTimeoutMs: CALL_TIMEOUT_MS, trustProxy: options.proxies })
  app.server.maxConnections = MOST_CONNECTIONS
  const limits = await createCallLimits(app, { rates: options.rates, now: Date.now })
  const refuseAddress = createAddressGuard({ boundHost: host, names: options.names })
  const holders = createTokenHolders({ services: options.services, limits })
  logCalls(app, log)

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const refusal = refuseAddress(request.headers) ?? (await limits.overAddress(request, reply))
    if (refusal) return refuse(request, reply, refusal)
    const { access } = request.routeOptions.config
    if (access === 'everyone' || access === 'caller' || request.is404) return
    reply.header('cache-control', 'no-store')
    if (bearerOf(request.headers.authorization) === 'oven') {
      request.callerShown = 'oven'
      return
    }
    const held = await holders.look(request, reply)
    if (held === null) return
    const refused = held === 'unknown' ? (limits.wrongToken(request, reply) ?? unauthorized) : held
    return refuse(request, reply, refused)
  })
  app.addHook('onClose', async () => holders.close())
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
