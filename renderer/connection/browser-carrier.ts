import { RPCLink } from '@orpc/client/websocket'
import { type BrowserSession, keyOfHash } from './browser-session.ts'
import { type Carrier, SignedOutError } from './carrier.ts'

/** With which the host closes a line whose token it does not take (server/socket-line.ts). */
const SIGNED_OUT = 4401

/**
 * Reaches the host that served this page by one WebSocket for everything, `/rpc`. The session's token goes as an offered
 * protocol, the one thing of a WebSocket's request that a page may fill in and that no address shows.
 */
export function createBrowserCarrier({
  session,
  window,
}: {
  session: BrowserSession
  window: Window & { WebSocket: typeof WebSocket }
}): Carrier {
  return {
    pausesWhenHidden: true,
    async open(onClosed, signal) {
      const token = await session.token(signal)
      signal.throwIfAborted()
      const address = new URL('/rpc', window.location.origin)
      address.protocol = address.protocol.replace('http', 'ws')
      const socket = new window.WebSocket(address, ['agent-oven', `bearer.${token}`])
      signal.addEventListener('abort', () => socket.close(), { once: true })
      const closed = new Promise<never>((_resolve, reject) => {
        socket.addEventListener('close', ({ code }) => {
          if (code === SIGNED_OUT) session.forget()
          reject(code === SIGNED_OUT ? new SignedOutError() : new Error('The line to the oven has ended.'))
          onClosed()
        })
      })
      // Also once nobody waits for it any more.
      closed.catch(() => {})
      await Promise.race([opened(socket), closed])
      const link = new RPCLink({ websocket: quietOnceClosed(socket) })
      return { call: (...asked) => Promise.race([link.call(...asked), closed]) }
    },
    onReady(listener) {
      const onHash = () => {
        if (keyOfHash(window.location.hash) !== null) listener()
      }
      window.addEventListener('hashchange', onHash)
      window.addEventListener('online', listener)
      return () => {
        window.removeEventListener('hashchange', onHash)
        window.removeEventListener('online', listener)
      }
    },
  }
}

/** Streams say that they are given up, also when the line is what gave them up; then nobody has to be told. */
function quietOnceClosed(socket: WebSocket): ConstructorParameters<typeof RPCLink>[0]['websocket'] {
  return {
    readyState: socket.OPEN,
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(message)
    },
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => socket.addEventListener('open', () => resolve(), { once: true }))
}
