import { RPCLink } from '@orpc/client/fetch'
import { type BrowserSession, keyOfHash } from './browser-session.ts'
import { type Carrier, SignedOutError } from './carrier.ts'

/** Reaches the host that served this page, at `/rpc`, with the session's token as bearer. */
export function createBrowserCarrier({
  session,
  window,
}: {
  session: BrowserSession
  window: Window
}): Carrier {
  return {
    pausesWhenHidden: true,
    async open(onClosed, signal) {
      const token = await session.token(signal)
      return new RPCLink({
        url: `${window.location.origin}/rpc`,
        headers: { authorization: `Bearer ${token}` },
        async fetch(request, init) {
          const response = await window.fetch(request, init)
          if (response.status === 401) {
            session.forget()
            onClosed()
            throw new SignedOutError()
          }
          return response
        },
      })
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
