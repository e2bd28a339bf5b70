import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import {
  app,
  crashReporter,
  dialog,
  ipcMain,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron'
import { router } from '../core/router/router.ts'
import { installAppMenu } from './app-menu.ts'
import { APP_SCHEME, registerAppScheme } from './app-scheme.ts'
import { askBeforeQuit } from './ask-before-quit.ts'
import { createCoreHost } from './core-host.ts'
import { keepCrashReports, RESTARTED_WORD, watchCrashes } from './crashes.ts'
import { openDesktopLog } from './desktop-log.ts'
import { type DesktopServices, desktopRouter } from './desktop-router.ts'
import { openDesktopState } from './desktop-state.ts'
import { createEngineOnDemand } from './engine-on-demand.ts'
import { createFrontDialog } from './front-dialog.ts'
import { createKeepAwake } from './keep-awake.ts'
import { createMainWindow } from './main-window.ts'
import { createNativeNotifier } from './native-notifier.ts'
import { createNotices } from './notices.ts'
import { createNotificationActs } from './notification-acts.ts'
import { hostLogFile, openCore, ovenFolder } from './open-core.ts'
import { EMPTY_GLANCE, type OvenClient } from './oven-glance.ts'
import { LINK_SCHEME, receiveLinks } from './oven-links.ts'
import { createOwnServices } from './own-services.ts'
import { createPopover } from './popover.ts'
import { watchPower } from './power.ts'
import { quitGracefully } from './quit.ts'
import { locateResources } from './resources.ts'
import { createSafeStorageProtector } from './safe-storage-protector.ts'
import { applySecurityPolicies } from './security-policies.ts'
import { createRendererHandler } from './serve-renderer.ts'
import { adoptShellPath } from './shell-path.ts'
import { stopAllRuns } from './stop-runs.ts'
import { createTray } from './tray.ts'
import { type TrayMenuActions, trayMenu } from './tray-menu.ts'
import { followTrayState } from './tray-state.ts'
import { type TrayState, viewTray } from './tray-view.ts'
import { windowOrigin } from './trusted-origin.ts'
import { serveWindowPorts } from './window-ports.ts'

/** Set by Electron Forge while it serves the window for development. */
declare const MAIN_WINDOW_VITE_DEV_SERVER_URL: string | undefined

const SHELL_PATH_WITHIN_MS = 3_000
/** A container gets 15 s to stop, and its last output is collected. */
const STOP_RUNS_WITHIN_MS = 30_000

keepCrashReports({ crashReporter })
registerAppScheme()
// Before the app is ready: macOS starts it for a link, and tells the link first.
const links = receiveLinks({ app, argv: process.argv.slice(1) })

// Never awaited at the top: Electron is ready only after this module has finished.
if (app.requestSingleInstanceLock()) void app.whenReady().then(startDesktop)
else app.quit()

/** The desktop host, part by part. */
function startDesktop(): void {
  const log = openDesktopLog({ isPackaged: app.isPackaged })
  const logError = (message: string, error: unknown) => log.error({ err: error }, message)
  const { platform } = process
  watchCrashes({ app, process, dialog, log, now: Date.now })
  const developmentUrl =
    typeof MAIN_WINDOW_VITE_DEV_SERVER_URL === 'string' ? MAIN_WINDOW_VITE_DEV_SERVER_URL : undefined
  const trustedOrigin = windowOrigin(developmentUrl, app.isPackaged)
  const address = `${trustedOrigin}/`
  const resources = locateResources(
    app.getAppPath(),
    app.isPackaged ? join(process.resourcesPath, 'oven') : null,
  )

  const state = openDesktopState()
  const notices = createNotices({ now: Date.now })
  const window = createMainWindow({ address, preload: resources.preload, state })
  const openWindow = (page: string | null = null) => {
    popover.hide()
    window.open(page)
  }
  const popover = createPopover({ address, preload: resources.preload, now: Date.now })
  const notifier = createNativeNotifier({
    notices,
    act: createNotificationActs({
      client: () => trayState.client(),
      openWindow,
      tell: (message) => notifier.notify(message),
    }),
  })

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

  const frontDialog = createFrontDialog({ app, dialog })
  const own = createOwnServices({
    app,
    process,
    script: resources.script,
    logFile: hostLogFile(),
    crashFolder: app.getPath('crashDumps'),
    notifier,
    log,
    client: () => trayState.client(),
    dialog: frontDialog,
    activeRuns: () => shown.activeRuns,
    failure: () => (core.state.status === 'failed' ? core.state.message : null),
    beforeInstall: () => {
      quitting.skipQuestion()
      // An AppImage starts its next version before it ends, which would take itself for a second instance.
      if (platform === 'linux') app.releaseSingleInstanceLock()
    },
    onMenuChange: () => showTray(),
  })

  const menuActions: TrayMenuActions = {
    openWindow,
    more: own.menuItems,
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
  let shown = starting
  const showTray = (next: TrayState = shown) => {
    shown = next
    tray.show(viewTray(next), trayMenu(next, menuActions))
  }
  const keepAwake = createKeepAwake({ powerSaveBlocker, powerMonitor })
  const engineOnDemand = createEngineOnDemand({
    client: () => trayState.client(),
    now: Date.now,
    log: logError,
  })
  const trayState = followTrayState({
    core,
    notices,
    clientOf: (services) => createRouterClient(router, { context: services }),
    onState: showTray,
    onAtWork: (atWork) => {
      keepAwake.update({
        activeRuns: atWork?.activeRuns ?? 0,
        wish: atWork?.desktop.keepAwake ?? 'never',
      })
      // An oven that is being closed may leave runs at work: nothing known is not nothing at work.
      if (atWork !== null) own.updates.setActiveRuns(atWork.activeRuns)
      own.updates.setDaily(atWork?.desktop.checkForUpdates ?? false)
      engineOnDemand.update(atWork)
    },
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
    updates: own.updates,
    command: own.command,
    copyDiagnostics: own.copyDiagnostics,
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
  const quitting = quitGracefully({
    app,
    powerMonitor,
    close: core.close,
    activeRuns: () => shown.activeRuns,
    ask: (runs) => askBeforeQuit({ dialog: frontDialog, runs }),
    stopRuns: async () => {
      const client = trayState.client()
      if (client !== null) await stopAllRuns({ client, withinMs: STOP_RUNS_WITHIN_MS })
    },
    log: logError,
  })
  if (platform === 'darwin') app.setActivationPolicy('accessory')
  app.on('activate', () => openWindow())

  // A packaged Mac app says so in Info.plist.
  if (app.isPackaged && platform !== 'darwin') app.setAsDefaultProtocolClient(LINK_SCHEME)

  void core.start()
  const { openedOne } = links.follow(openWindow)
  const restarted = process.argv.includes(RESTARTED_WORD)
  if (restarted) own.tellRestarted()
  if (!openedOne && !restarted && !app.getLoginItemSettings().wasOpenedAtLogin) openWindow()
}
