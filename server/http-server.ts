import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '@orpc/server'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { OvenError } from '../core/errors.ts'
import { createAddressGuard, createBearerCheck, unauthorized } from './access.ts'
import { type Api, serveApi } from './api-handlers.ts'
import { refuse } from './refuse.ts'
import { serveRenderer } from './renderer-files.ts'
import { securityHeaders } from './security-headers.ts'
import { serveSessions } from './session-routes.ts'
import type { Sessions } from './sessions.ts'
import { createSocketLines, type SocketLines } from './socket-line.ts'

/** Jobs are small; a jobs file of a thousand jobs stays well below. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask: everyone, or only the holder of the oven's own token. A route that says nothing wants any bearer. */
    access?: 'everyone' | 'oven'
  }
}

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
  const answering = countAnswers(app)
  const lines = guard(app, options)
  lines.serve(app.server)
  acceptJsonOnly(app)
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
    throw listenError(error, host, options.port)
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

function createApp(): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Time to send a request. Answers may take as long as they like: streams live on.
    requestTimeout: 30_000,
    // Longer than clients keep a connection they do not use: one that is closed just as it is used again fails a call.
    keepAliveTimeout: 75_000,
    // Streams would hold a closing server open for ever.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  })
  app.server.headersTimeout = 10_000
  return app
}

/** Asks every request who it is from; answers the lines of windows, which are asked the same. */
function guard<T extends Context>(app: FastifyInstance, options: HttpServerOptions<T>): SocketLines {
  const refuseAddress = createAddressGuard({ boundHost: options.host })
  const bearerOf = createBearerCheck(options)

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    const refusal = refuseAddress(request.headers)
    if (refusal) return refuse(request, reply, refusal)
    const { access } = request.routeOptions.config
    // What no route answers is refused by the handler below.
    if (access === 'everyone' || request.is404) return
    reply.header('cache-control', 'no-store')
    const bearer = bearerOf(request.headers.authorization)
    if (bearer === null || (access === 'oven' && bearer !== 'oven')) {
      return refuse(request, reply, unauthorized)
    }
  })
  app.setNotFoundHandler((request, reply) =>
    refuse(request, reply, { status: 404, code: 'NOT_FOUND', message: 'There is nothing here.', hint: null }),
  )
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) options.log.error({ err: error }, 'A request failed')
    const message = status >= 500 ? 'The oven could not do it.' : error.message
    return refuse(request, reply, { status, code: error.code ?? 'FAILED', message, hint: null })
  })
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

function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(
        Object.assign(new Error('The body is not valid JSON.'), { statusCode: 400, code: 'INPUT_INVALID' }),
      )
    }
  })
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
    loopback.once('error', (error) => reject(listenError(error, '127.0.0.1', port)))
    loopback.listen(port, '127.0.0.1', resolve)
  })
  return () =>
    new Promise((resolve) => {
      loopback.close(() => resolve())
      loopback.closeAllConnections()
    })
}

function addressOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}

function listenError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new OvenError('port-taken', `Another program already listens on ${host}, port ${port}.`, {
      kind: 'CONFLICT',
      hint: 'Choose another port with `--port`, or let the oven take a free one with `--port 0`.',
      cause: error,
    })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
    return new OvenError('address-unusable', `The oven cannot listen on ${host}, port ${port} (${code}).`, {
      kind: 'INPUT_INVALID',
      hint: 'Name an address of this machine with `--host`; ports below 1024 are often kept for the system.',
      cause: error,
    })
  }
  return error
}
