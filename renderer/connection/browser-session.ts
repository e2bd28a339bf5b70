import { SignedOutError } from './carrier.ts'

const STORAGE_KEY = 'oven.session'

export interface BrowserSessionOptions {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'replaceState'>
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  fetch: typeof fetch
}

export interface BrowserSession {
  /** The session's token: kept, or bought with the one-time key of the address. Throws `SignedOutError`. */
  token: (signal: AbortSignal) => Promise<string>
  /** Forgets the token, after the host refused it. */
  forget: () => void
}

/** The one-time key in an address such as `#key=abc`, or null. */
export function keyOfHash(hash: string): string | null {
  const match = /^#key=([^&]+)$/.exec(hash)
  return match ? decodeURIComponent(match[1]!) : null
}

/**
 * Signs a browser window in. `oven open` and `npm start` print an address that ends in `#key=<one-time key>`; the key
 * leaves the address bar before anything else happens, is traded for a session token at `POST /session`, and the
 * token is kept for as long as the tab lives, so that a reload stays signed in.
 */
export function createBrowserSession({
  location,
  history,
  storage,
  fetch,
}: BrowserSessionOptions): BrowserSession {
  let pendingKey: string | null = null

  function takeKey(): void {
    const key = keyOfHash(location.hash)
    if (key === null) return
    history.replaceState(null, '', `${location.pathname}${location.search}#/`)
    pendingKey = key
  }

  async function trade(key: string, signal: AbortSignal): Promise<string | null> {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
      signal,
    })
    if (response.status >= 400 && response.status < 500) return null
    if (!response.ok) throw new Error(`The oven answered ${response.status} to the sign-in.`)
    const body = (await response.json()) as { token?: unknown }
    return typeof body.token === 'string' ? body.token : null
  }

  return {
    async token(signal) {
      takeKey()
      if (pendingKey !== null) {
        const token = await trade(pendingKey, signal)
        pendingKey = null
        if (token !== null) {
          storage.setItem(STORAGE_KEY, token)
          return token
        }
      }
      const kept = storage.getItem(STORAGE_KEY)
      if (kept === null) throw new SignedOutError()
      return kept
    },
    forget: () => storage.removeItem(STORAGE_KEY),
  }
}
