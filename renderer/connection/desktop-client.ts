import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { desktopContract } from '../../contract/desktop.ts'
import { createObservable, type Observable } from './observable.ts'

export type DesktopClient = ContractRouterClient<typeof desktopContract>

/**
 * What only the desktop can do; `null` in a browser, and until its port has come. The preload script hands over a port at
 * each connect, and the newest one holds.
 */
export function watchDesktop(window: Window): Observable<DesktopClient | null> {
  const current = createObservable<DesktopClient | null>(null)
  window.addEventListener('message', (event: MessageEvent) => {
    const [port] = event.ports
    if (event.source !== window || event.data?.type !== 'oven:desktop-port' || port === undefined) return
    const client = createORPCClient<DesktopClient>(new RPCLink({ port }))
    port.addEventListener('close', () => {
      if (current.get() === client) current.set(null)
    })
    port.start()
    current.set(client)
  })
  return current
}
