/** The window asks for its ports. */
export const CONNECT_CHANNEL = 'oven:connect'
/** Main hands over the port that carries the oven's contract. */
export const PORT_CHANNEL = 'oven:port'
/** Main hands over the port that carries the desktop's own contract. */
export const DESKTOP_PORT_CHANNEL = 'oven:desktop-port'
/** Main says that the oven could not start, and why. */
export const FAILED_CHANNEL = 'oven:failed'

/** Why there is no oven to talk to: a whole sentence, and what to do. */
export interface CoreFailure {
  message: string
  hint: string | null
}

/** What the preload script passes on to the page, as messages of the window to itself. */
export type DesktopMessage =
  | { type: 'oven:port' }
  | { type: 'oven:desktop-port' }
  | ({ type: 'oven:failed' } & CoreFailure)

/** All that the page is given of Electron, as `window.ovenDesktop`. */
export interface OvenDesktop {
  /** Asks for both ports. Each arrives as a window message with the port beside it, or `oven:failed` does. */
  connect(): void
  platform: string
}
