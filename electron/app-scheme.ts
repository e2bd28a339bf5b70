import { protocol } from 'electron'

export const APP_SCHEME = 'app'

/** Where the window lives: its own origin, so that the web's rules apply to it as to any site. */
export const APP_ORIGIN = 'app://oven'

/**
 * Makes `app://` behave like `https://`: an origin of its own, relative addresses, a secure context.
 * Must be called before Electron is ready.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}
