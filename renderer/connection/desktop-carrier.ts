import { RPCLink } from '@orpc/client/message-port'
import { type Carrier, CoreFailedError } from './carrier.ts'

/** What the preload script puts on the window. Its absence means: this is a browser. */
export interface OvenDesktop {
  /** Asks for a port; it arrives as a window message `{type: 'oven:port'}` with the port beside it. */
  connect: () => void
  platform: string
}

declare global {
  interface Window {
    ovenDesktop?: OvenDesktop
  }
}

type DesktopMessage = { type: 'oven:port' } | { type: 'oven:failed'; message: string; hint: string | null }

/** How long to wait for a port before asking again. */
const PORT_WAIT_MS = 10_000

/** Reaches the host over a MessagePort handed over by the preload script. */
export function createDesktopCarrier({ desktop, window }: { desktop: OvenDesktop; window: Window }): Carrier {
  return {
    pausesWhenHidden: false,
    async open(onClosed, signal) {
      const port = await askForPort(desktop, window, signal)
      port.addEventListener('close', onClosed)
      const link = new RPCLink({ port })
      port.start()
      signal.addEventListener('abort', () => port.close(), { once: true })
      return link
    },
    onReady: () => () => {},
  }
}

function askForPort(desktop: OvenDesktop, window: Window, signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer)
      window.removeEventListener('message', onMessage)
      signal.removeEventListener('abort', onAbort)
      act()
    }
    const onAbort = () => settle(() => reject(signal.reason))
    const onMessage = (event: MessageEvent) => {
      if (event.source !== window) return
      const message = readMessage(event.data)
      if (message?.type === 'oven:port' && event.ports[0] !== undefined) {
        const port = event.ports[0]
        settle(() => resolve(port))
      } else if (message?.type === 'oven:failed') {
        settle(() => reject(new CoreFailedError(message.message, message.hint)))
      }
    }
    const timer = setTimeout(
      () => settle(() => reject(new Error('The oven has not offered a connection yet.'))),
      PORT_WAIT_MS,
    )
    window.addEventListener('message', onMessage)
    signal.addEventListener('abort', onAbort)
    desktop.connect()
  })
}

function readMessage(data: unknown): DesktopMessage | null {
  if (typeof data !== 'object' || data === null) return null
  const { type, message, hint } = data as Record<string, unknown>
  if (type === 'oven:port') return { type }
  if (type !== 'oven:failed') return null
  return {
    type,
    message: typeof message === 'string' ? message : 'The oven could not start.',
    hint: typeof hint === 'string' ? hint : null,
  }
}
