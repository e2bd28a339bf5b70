import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Context, onError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Refusal } from './access.ts'
import { type Api, logUnexpected } from './api-handlers.ts'

/** Where a window opens its line, and the protocol that both of them speak on it: oRPC's frames. */
export const SOCKET_PATH = '/rpc'
const PROTOCOL = 'agent-oven'
/** How a browser hands over its token: it can set no header on a WebSocket, and addresses end up in logs. */
const BEARER = /^bearer\.([\w-]{1,512})$/
/** Closes a line whose token is not (or no longer) good; the window asks for a new key then. */
export const SIGNED_OUT = 4401
/** As for a body of an HTTP call. */
const MESSAGE_LIMIT_BYTES = 2 * 1024 * 1024
const PING_EVERY_MS = 15_000

export interface SocketLines {
  /** Takes up the upgrades of a server. */
  serve(server: Server): void
  /** Ends every line at once. */
  close(): void
}

/**
 * One WebSocket for all that a window asks and follows. Over HTTP/1.1 a browser opens six connections to a host and no
 * more, in all of its windows together; each followed run takes two or three of them for as long as it bakes.
 */
export function createSocketLines<T extends Context>(options: {
  api: Api<T>
  refuseAddress: (headers: { host?: string; origin?: string }) => Refusal | null
  bearerOf: (authorization: string | undefined) => 'oven' | 'session' | null
  log: Logger
}): SocketLines {
  const { api, refuseAddress, bearerOf, log } = options
  const rpc = new RPCHandler<Context>(api.router as Api['router'], {
    clientInterceptors: [onError((error: unknown) => logUnexpected(log, error))],
  })
  const lines = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_LIMIT_BYTES,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  })
  const pulses = watchPulses(lines)

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {})
    const { pathname } = new URL(request.url ?? '/', 'http://oven')
    const refusal =
      refuseAddress(request.headers) ??
      (pathname === SOCKET_PATH ? null : { status: 404, message: 'There is nothing here.' })
    if (refusal) {
      refuseUpgrade(socket, refusal)
      return
    }
    lines.handleUpgrade(request, socket, head, (line) => {
      lines.emit('connection', line)
      line.on('error', (error) => log.debug({ err: error }, 'A window broke its line'))
      if (bearerOf(authorizationOf(request)) === null) line.close(SIGNED_OUT, 'signed out')
      else void rpc.upgrade(withBackPressure(line), { context: api.context })
    })
  }

  return {
    serve(server) {
      server.on('upgrade', upgrade)
    },
    close() {
      clearInterval(pulses)
      for (const line of lines.clients) line.terminate()
    },
  }
}

function authorizationOf(request: IncomingMessage): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? []
  const token = offered.map((each) => BEARER.exec(each.trim())?.[1]).find(Boolean)
  return token && `Bearer ${token}`
}

/**
 * Each message is sent when the one before has left this process, so a stream waits for its reader instead of filling
 * our memory. A line that has closed takes messages without a complaint: its streams are ended by its `close`.
 */
function withBackPressure(line: WebSocket): Pick<WebSocket, 'addEventListener' | 'send'> {
  const send = (message: Parameters<WebSocket['send']>[0]) =>
    new Promise<void>((resolve) => line.send(message, () => resolve()))
  return { addEventListener: line.addEventListener.bind(line), send: send as unknown as WebSocket['send'] }
}

/** Finds windows that vanished without a word, and keeps silent lines open through proxies. */
function watchPulses(lines: WebSocketServer): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>()
  lines.on('connection', (line: WebSocket) => line.on('pong', () => silent.delete(line)))
  const timer = setInterval(() => {
    for (const line of lines.clients) {
      if (silent.has(line)) line.terminate()
      else {
        silent.add(line)
        line.ping()
      }
    }
  }, PING_EVERY_MS)
  return timer.unref()
}

function refuseUpgrade(socket: Duplex, { status, message }: Pick<Refusal, 'status' | 'message'>): void {
  const head = `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n`
  socket.end(`${head}content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`)
}
