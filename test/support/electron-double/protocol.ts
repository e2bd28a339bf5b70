import type { CustomScheme, Protocol } from 'electron'
import { requireReady, world } from './world.ts'

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler>()
const standardSchemes = new Set<string>()

export const protocol = {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (world.isReady) throw new Error('Schemes must be registered before the app is ready.')
    for (const { scheme, privileges } of schemes) if (privileges?.standard) standardSchemes.add(scheme)
  },

  handle(scheme: string, handler: Handler): void {
    requireReady('protocol.handle')
    handlers.set(scheme, handler)
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>

/** What the app's own handler answers to a request for one of its addresses, or null where none is registered. */
export async function answerOwnScheme(address: string, method: string): Promise<Response | null> {
  const handler = handlers.get(new URL(address).protocol.slice(0, -1))
  return handler === undefined ? null : handler(new Request(address, { method }))
}

/**
 * Chromium without Electron cannot load schemes of one's own. Its pages see `app://oven/x` as
 * `http://oven.app.localhost/x`: an origin of its own and a secure context too.
 */
export function toPageAddress(address: string): string {
  const url = new URL(address)
  const scheme = url.protocol.slice(0, -1)
  if (!standardSchemes.has(scheme)) return address
  return `http://${url.host}.${scheme}.localhost${url.pathname}${url.search}${url.hash}`
}

/** The way back. Other addresses stay what they are. */
export function fromPageAddress(address: string): string {
  for (const scheme of standardSchemes) {
    const match = new RegExp(`^http://([^/:?#]+)\\.${scheme}\\.localhost(?=[/?#]|$)`).exec(address)
    if (match !== null) return `${scheme}://${match[1]}${address.slice(match[0].length)}`
  }
  return address
}
