import type { WebFrameMain } from 'electron'
import { APP_ORIGIN } from './app-scheme.ts'

/**
 * The origin the window is loaded from: `app://oven`, or Vite's server when Forge runs the app for development.
 * A packaged app takes no other.
 */
export function windowOrigin(developmentUrl: string | undefined, isPackaged: boolean): string {
  return developmentUrl !== undefined && !isPackaged ? new URL(developmentUrl).origin : APP_ORIGIN
}

/** The origin of an address, also of schemes that `URL` knows nothing of; null when it is no address. */
export function originOf(address: string): string | null {
  try {
    const url = new URL(address)
    return `${url.protocol}//${url.host}`
  } catch {
    return null
  }
}

/** Only the main frame of one of our own pages may speak to the main process. */
export function isTrustedFrame(
  frame: Pick<WebFrameMain, 'parent' | 'url'> | null,
  trustedOrigin: string,
): boolean {
  return frame !== null && frame.parent === null && originOf(frame.url) === trustedOrigin
}
