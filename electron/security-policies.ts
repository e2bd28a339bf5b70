import type { App, Session, Shell, WebContents } from 'electron'
import { originOf } from './trusted-origin.ts'

/** What a page may use without asking: putting a command on the clipboard, for its copy buttons. */
const GRANTED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write'])

/**
 * Closes what an Electron window leaves open: pages stay on the trusted origin, embed no web views, get no permission but
 * the clipboard's, and open no windows. Where a page tries to, an https link goes to the user's browser, and a page of our
 * own to the main window (`openPage`, with the part of the address after `#`): so the popover leads there.
 */
export function applySecurityPolicies(options: {
  app: Pick<App, 'on'>
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >
  shell: Pick<Shell, 'openExternal'>
  trustedOrigin: string
  openPage: (page: string) => void
}): void {
  const { app, session, trustedOrigin } = options
  const isGranted = (permission: string, origin: string | null) =>
    GRANTED_PERMISSIONS.has(permission) && origin === trustedOrigin

  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isGranted(permission, originOf(details.requestingUrl))),
  )
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isGranted(permission, originOf(requestingOrigin)),
  )
  session.setDevicePermissionHandler(() => false)
  app.on('web-contents-created', (_event, contents) => restrictContents(contents, options))
}

function restrictContents(
  contents: WebContents,
  options: { shell: Pick<Shell, 'openExternal'>; trustedOrigin: string; openPage: (page: string) => void },
): void {
  const { shell, trustedOrigin, openPage } = options
  const stay = (details: { url: string; preventDefault(): void }) => {
    if (originOf(details.url) !== trustedOrigin) details.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (originOf(url) === trustedOrigin) openPage(new URL(url).hash.slice(1) || '/')
    else if (isWebAddress(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Other schemes start programs, so only https addresses leave the app. */
function isWebAddress(address: string): boolean {
  try {
    const url = new URL(address)
    return url.protocol === 'https:' && url.username === '' && url.password === ''
  } catch {
    return false
  }
}
