import type { OvenLink } from './client.ts'

/** A way to reach the host: a WebSocket in a browser, a MessagePort in Electron. */
export interface Carrier {
  /**
   * Opens a link. Throws `SignedOutError` where a token is missing or refused; any other error means
   * "not now, try again". `onClosed` is called when the link is known to be gone.
   */
  open: (onClosed: () => void, signal: AbortSignal) => Promise<OvenLink>
  /** Calls back when trying again makes sense at once: a new key in the address, a new port offered. */
  onReady: (listener: () => void) => () => void
  /** The line is closed while nobody looks: a forgotten tab costs the host nothing. */
  pausesWhenHidden: boolean
}

/** The host does not know this window (any more): it needs a fresh one-time key. */
export class SignedOutError extends Error {
  constructor() {
    super('This window is not signed in.')
    this.name = 'SignedOutError'
  }
}

/** The host's core could not start; there is nothing to connect to until it is started again. */
export class CoreFailedError extends Error {
  readonly hint: string | null

  constructor(message: string, hint: string | null) {
    super(message)
    this.name = 'CoreFailedError'
    this.hint = hint
  }
}
