import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { app, ipcMain, powerMonitor, protocol, safeStorage, session, shell } from 'electron'
import { router } from '../core/router/router.ts'
import { installAppMenu } from './app-menu.ts'
import { APP_SCHEME, registerAppScheme } from './app-scheme.ts'
import { createCoreHost } from './core-host.ts'
import { openDesktopLog } from './desktop-log.ts'
import { type DesktopServices, desktopRouter } from './desktop-router.ts'
import { openDesktopState } from './desktop-state.ts'
import { createMainWindow } from './main-window.ts'
import { createNativeNotifier } from './native-notifier.ts'
import { createNotices } from './notices.ts'
import { openCore, ovenFolder } from './open-core.ts'
import { EMPTY_GLANCE, type OvenClient } from './oven-glance.ts'
import { createPopover } from './popover.ts'
import { watchPower } from './power.ts'
import { quitGracefully } from './quit.ts'
import { locateResources } from './resources.ts'
import { createSafeStorageProtector } from './safe-storage-protector.ts'
import { applySecurityPolicies } from './security-policies.ts'
import { createRendererHandler } from './serve-renderer.ts'
import { adoptShellPath } from './shell-path.ts'
import { createTray } from './tray.ts'
import { type TrayMenuActions, trayMenu } from './tray-menu.ts'
import { followTrayState } from './tray-state.ts'
import { type TrayState, viewTray } from './tray-view.ts'
import { windowOrigin } from './trusted-origin.ts'
import { serveWindowPorts } from './window-ports.ts'

/** Set by Electron Forge while it serves the window for development. */
declare const MAIN_WINDOW_VITE_DEV_SERVER_URL: string | undefined

const SHELL_PATH_WITHIN_MS = 3_000

registerAppScheme()

// Never awaited at the top: Electron is ready only after this module has finished.
if (app.requestSingleInstanceLock()) void app.whenReady().then(startDesktop)
else app.quit()

/** The desktop host, part by part. */
function startDesktop(): void {
  const log = openDesktopLog({ isPackaged: app.isPackaged })
  const logError = (message: string, error: unknown) => log.error({ err: error }, message)
  const { platform } = process
  const developmentUrl =
    typeof MAIN_WINDOW_VITE_DEV_SERVER_URL === 'string' ? MAIN_WINDOW_VITE_DEV_SERVER_URL : undefined
  const trustedOrigin = windowOrigin(developmentUrl, app.isPackaged)
  const address = `${trustedOrigin}/`
  const resources = locateResources(app.getAppPath())

  const state = openDesktopState()
  const notices = createNotices({ now: Date.now })
  const window = createMainWindow({ address, preload: resources.preload, state })
  const openWindow = (page: string | null = null) => {
    popover.hide()
    window.open(page)
  }
  const popover = createPopover({ address, preload: resources.preload, now: Date.now })
  const notifier = createNativeNotifier({ notices, openWindow })

  applySecurityPolicies({
    app,
    session: session.defaultSession,
    shell,
    trustedOrigin,
    openPage: openWindow,
  })
  protocol.handle(APP_SCHEME, createRendererHandler({ root: resources.renderer }))

  const core = createCoreHost({
    log: logError,
    open: async () => {
      await adoptShellPath({ env: process.env, timeoutMs: SHELL_PATH_WITHIN_MS })
      const keyProtector = createSafeStorageProtector({ safeStorage, platform })
      return openCore({ notifier, log, resources, keyProtector })
    },
  })

  const menuActions: TrayMenuActions = {
    openWindow,
    pause: (until) => tellOven((oven) => oven.schedule.pause({ until: until?.toISOString() ?? null })),
    resume: () => tellOven((oven) => oven.schedule.resume()),
    quit: () => app.quit(),
  }
  const starting: TrayState = { core: 'starting', ...EMPTY_GLANCE }
  const tray = createTray({
    iconFile: resources.trayIcon,
    view: viewTray(starting),
    menu: trayMenu(starting, menuActions),
    platform,
    onClick: popover.toggle,
  })
  const trayState = followTrayState({
    core,
    notices,
    clientOf: (services) => createRouterClient(router, { context: services }),
    onState: (next) => tray.show(viewTray(next), trayMenu(next, menuActions)),
    log: logError,
  })
  const tellOven = (what: (oven: OvenClient) => Promise<unknown>) => {
    const client = trayState.client()
    if (client !== null) what(client).catch((error) => logError('The menu bar’s wish was not done', error))
  }
  // Built before it is wanted, it opens at once.
  core.watch(({ status }) => {
    if (status === 'running') popover.prepare()
  })

  const ovenHandler = new RPCHandler(router)
  const desktopHandler = new RPCHandler(desktopRouter)
  const desktopServices: DesktopServices = {
    app,
    shell,
    platform,
    home: ovenFolder(),
    notices,
    openWindow,
    popover,
  }
  serveWindowPorts({
    ipcMain,
    trustedOrigin,
    core,
    serveOven: (port, services) => ovenHandler.upgrade(port, { context: services }),
    serveDesktop: (port) => desktopHandler.upgrade(port, { context: desktopServices }),
  })

  installAppMenu({ openWindow })
  watchPower({ powerMonitor, wake: core.wake })
  quitGracefully({ app, close: core.close, log: logError })
  if (platform === 'darwin') app.setActivationPolicy('accessory')
  app.on('second-instance', () => openWindow())
  app.on('activate', () => openWindow())

  void core.start()
  if (!app.getLoginItemSettings().wasOpenedAtLogin) openWindow()
}
