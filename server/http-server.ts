import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createAddressGuard, createBearerCheck, unauthorized } from './access.ts'
import { type Api, serveApi } from './api-handlers.ts'
import { type CallRates, createCallLimits } from './calls/call-limits.ts'
import { type CallRoutesOptions, serveCalls } from './calls/call-routes.ts'
import { createTokenHolders, type TokenHolders } from './calls/token-holder.ts'
import { acceptJsonOnly, createApp } from './fastify-app.ts'
import { addressOf, listenError } from './listen-address.ts'
import { refuse, refuseByDefault } from './refuse.ts'
import { serveRenderer } from './renderer-files.ts'
import { securityHeaders } from './security-headers.ts'
import { serveSessions } from './session-routes.ts'
import type { Sessions } from './sessions.ts'
import { createSocketLines, type SocketLines } from './socket-line.ts'

export interface HttpServerOptions<T extends Context = Context> {
  api: Api<T>
  sessions: Sessions
  /** The oven's own token, which opens everything. */
  token: string
  version: string
  /** An address of this machine; anything but loopback makes the oven reachable from the network. */
  host: string
  /** 0 takes a free one. */
  port: number
  /** Where the window was built to. */
  rendererFolder: string
  log: Logger
  /** Takes calls from outside here too, beside the window: what programs on this machine ask is answered at one address. */
  calls?: { services: CallRoutesOptions['services']; rates: () => CallRates }
}

export interface HttpServer {
  port: number
  /** `http://host:port`, as a browser on this machine reaches it. */
  address: string
  /** The address with a fresh one-time key, good for 15 minutes. */
  openAddress(): string
  /** Ends the server and every stream; with `graceMs`, what is being answered may come to its own end for so long. */
  close(options?: { graceMs?: number }): Promise<void>
}

/**
 * Starts the HTTP host. Throws `port-taken` when another program listens there, `address-unusable` when the machine
 * has no such address or does not let us listen on it.
 */
export async function startHttpServer<T extends Context>(options: HttpServerOptions<T>): Promise<HttpServer> {
  const { host, log } = options
  const app = createApp()
  const limits = options.calls && (await createCallLimits(app, { rates: options.calls.rates, now: Date.now }))
  const answering = countAnswers(app)
  const holders = options.calls && limits && createTokenHolders({ services: options.calls.services, limits })
  if (holders) app.addHook('onClose', async () => holders.close())
  const lines = guard(app, options, holders)
  lines.serve(app.server)
  acceptJsonOnly(app)
  if (options.calls && limits) {
    const bearerOf = createBearerCheck(options)
    serveCalls(app, { ...options.calls, bearerOf, limits, log, besideWindow: true })
  }
  serveApi(app, options)
  await serveRenderer(app, { folder: options.rendererFolder })

  let address = ''
  serveSessions(app, { sessions: options.sessions, openAddress })
  function openAddress(): string {
    return `${address}/#key=${options.sessions.mintKey()}`
  }

  try {
    await app.listen({ host, port: options.port })
  } catch (error) {
    await app.close()
    throw listenError(error, { host, port: options.port })
  }
  const port = (app.server.address() as AddressInfo).port
  address = addressOf(host, port)
  const closeLoopback = await alsoOnLoopback(app, lines, host, port)
  log.info({ address }, 'Listening')
  return {
    port,
    address,
    openAddress,
    async close({ graceMs = 0 } = {}) {
      await answering.idle(graceMs)
      lines.close()
      await closeLoopback()
      await app.close()
    },
  }
}

/** Asks every request who it is from; answers the lines of windows, which are asked the same. */
function guard<T extends Context>(
  app: FastifyInstance,
  options: HttpServerOptions<T>,
  holders: TokenHolders | undefined,
): SocketLines {
  const refuseAddress = createAddressGuard({ boundHost: options.host })
  const bearerOf = createBearerCheck(options)

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const refusal = refuseAddress(request.headers)
    if (refusal) return refuse(request, reply, refusal)
    const { url, config } = request.routeOptions
    const { access } = config
    // What no route answers is refused by the handler below.
    if (access === 'everyone' || access === 'caller' || request.is404) return
    reply.header('cache-control', 'no-store')
    const bearer = bearerOf(request.headers.authorization)
    if (bearer !== null && (access !== 'oven' || bearer === 'oven')) return
    // Neither the window's own calls nor its sessions are for programs.
    const held = url === '/api/*' && holders ? await holders.look(request, reply) : 'unknown'
    if (held !== null) return refuse(request, reply, held === 'unknown' ? unauthorized : held)
  })
  refuseByDefault(app, options.log)
  return createSocketLines({ ...options, refuseAddress, bearerOf })
}

/** Knows when nothing is being answered. */
function countAnswers(app: FastifyInstance): { idle(withinMs: number): Promise<void> } {
  const open = new Set<Promise<unknown>>()
  app.addHook('onRequest', (_request, reply, done) => {
    const ended = new Promise((resolve) => reply.raw.once('close', resolve))
    open.add(ended)
    void ended.then(() => open.delete(ended))
    done()
  })
  return {
    async idle(withinMs) {
      if (open.size === 0 || withinMs === 0) return
      const patience = new AbortController()
      const waited = pause(withinMs, undefined, { signal: patience.signal }).catch(() => {})
      await Promise.race([Promise.all(open), waited])
      patience.abort()
    },
  }
}

/** The command line looks for its host on 127.0.0.1, whatever else the host was told to listen on. */
async function alsoOnLoopback(
  app: FastifyInstance,
  lines: SocketLines,
  host: string,
  port: number,
): Promise<() => Promise<void>> {
  if (['127.0.0.1', 'localhost', '0.0.0.0', '::'].includes(host)) return async () => {}
  const loopback = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app.routing)
  lines.serve(loopback)
  await new Promise<void>((resolve, reject) => {
    loopback.once('error', (error) => reject(listenError(error, { host: '127.0.0.1', port })))
    loopback.listen(port, '127.0.0.1', resolve)
  })
  return () =>
    new Promise((resolve) => {
      loopback.close(() => resolve())
      loopback.closeAllConnections()
    })
}
