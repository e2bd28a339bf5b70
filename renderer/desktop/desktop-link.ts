import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { desktopContract } from '../../contract/desktop.ts'
import { createObservable, type Observable } from '../connection/observable.ts'

export type DesktopClient = ContractRouterClient<typeof desktopContract>

/**
 * Speaks with the desktop host over the port that it hands to its windows beside the oven's own. Holds `null` until the
 * port has come, and always in a browser. Each port takes the place of the one before.
 */
export function createDesktopLink(window: Window): Observable<DesktopClient | null> {
  const current = createObservable<DesktopClient | null>(null)
  if (window.ovenDesktop === undefined) return current
  window.addEventListener('message', (event: MessageEvent) => {
    const [port] = event.ports
    if (event.source !== window || event.data?.type !== 'oven:desktop-port' || port === undefined) return
    const newest = createORPCClient<DesktopClient>(new RPCLink({ port }))
    port.addEventListener('close', () => {
      if (current.get() === newest) current.set(null)
    })
    port.start()
    current.set(newest)
  })
  return current
}
