import { homedir } from 'node:os'
import { type App, clipboard, type MenuItemConstructorOptions } from 'electron'
import type { CommandLink } from '../contract/desktop.ts'
import type { Notifier } from '../core/ports/notifier.ts'
import { askInstallNow } from './ask-install-now.ts'
import { installCommandLink, removeCommandLink, showCommandLink } from './command-link.ts'
import type { DesktopLog } from './desktop-log.ts'
import { desktopMenuItems } from './desktop-menu-items.ts'
import type { DesktopServices } from './desktop-router.ts'
import { collectDiagnostics } from './diagnostics.ts'
import type { QuestionDialog } from './front-dialog.ts'
import { openUpdater } from './open-updater.ts'
import type { OvenClient } from './oven-glance.ts'
import { createUpdates, type Updates } from './updates.ts'

export interface OwnServices extends Pick<DesktopServices, 'command' | 'copyDiagnostics'> {
  updates: Updates
  menuItems(): MenuItemConstructorOptions[]
  /** Tells the user that the app broke and started itself again. */
  tellRestarted(): void
}

/**
 * What the desktop does beside the oven, for its window and for the icon's menu: updates, the command for terminals, and
 * diagnostics.
 */
export function createOwnServices(options: {
  app: Pick<App, 'isPackaged' | 'getVersion'>
  process: Pick<NodeJS.Process, 'platform' | 'env' | 'arch' | 'versions'> & {
    resourcesPath: string
    getSystemVersion?: () => string
  }
  /** The script that the command leads to. */
  script: string | null
  logFile: string
  /** Where Electron keeps reports of its crashes. */
  crashFolder: string
  notifier: Notifier
  log: DesktopLog
  client: () => OvenClient | null
  dialog: QuestionDialog
  /** Names of the runs at work. */
  activeRuns: () => readonly string[]
  /** Why the oven could not start. */
  failure: () => string | null
  beforeInstall: () => void
  onMenuChange: () => void
}): OwnServices {
  const { app, process, script, logFile, notifier, log, client, failure, beforeInstall, onMenuChange } =
    options
  const { platform, env } = process
  const logError = (message: string, error: unknown) => log.error({ err: error }, message)
  const tell = (title: string, body: string) => notifier.notify({ title, body, runId: null, jobId: null })

  const updates = createUpdates({
    ...openUpdater({
      isPackaged: app.isPackaged,
      resourcesFolder: process.resourcesPath,
      platform,
      env,
      log,
    }),
    version: app.getVersion(),
    now: Date.now,
    log: logError,
    beforeInstall,
    onOffer: (version) =>
      tell(
        `Agent Oven ${version} is there`,
        'Install it from the menu of the icon. It waits until no run is active.',
      ),
  })
  updates.onChange(onMenuChange)

  const place = { script, env, platform }
  const command = {
    show: () => showCommandLink(place),
    install: () => installCommandLink(place),
    remove: () => removeCommandLink(place),
  }
  function tellCommand({ status, path, hint }: CommandLink): void {
    const isInstalled = status === 'installed'
    tell(
      isInstalled ? 'The oven command is installed' : 'The oven command is not installed',
      hint ?? `It lies at ${path}. Type \`oven\` in a terminal.`,
    )
    onMenuChange()
  }

  async function installNow(): Promise<void> {
    const { offered } = updates.state()
    const runs = options.activeRuns()
    if (offered === null) return
    if (runs.length === 0 || (await askInstallNow({ dialog: options.dialog, version: offered, runs })))
      updates.installNow()
  }

  async function copyDiagnostics(): Promise<string> {
    const text = await collectDiagnostics({
      client: client(),
      failure: failure(),
      versions: {
        'Agent Oven': app.getVersion(),
        system: `${platform} ${process.getSystemVersion?.() ?? ''} ${process.arch}`,
        Electron: process.versions.electron,
        Node: process.versions.node,
      },
      logFile,
      crashFolder: options.crashFolder,
      homeFolder: homedir(),
    })
    await clipboard.writeText(text)
    return text
  }

  return {
    updates,
    command,
    copyDiagnostics,
    tellRestarted: () =>
      tell(
        'Agent Oven started itself again',
        'It met an error that it could not answer. Runs went on in their containers. “Copy diagnostics” in the menu of the icon says more.',
      ),
    menuItems: () =>
      desktopMenuItems({
        updates: updates.state(),
        command: command.show(),
        installUpdate: () => void updates.install(),
        installUpdateNow: () =>
          void installNow().catch((error) => logError('The update was not installed', error)),
        checkForUpdates: () => void updates.check(),
        installCommand: () => tellCommand(command.install()),
        removeCommand: () => tellCommand(command.remove()),
        copyDiagnostics: () =>
          void copyDiagnostics().catch((error) => logError('Diagnostics were not copied', error)),
      }),
  }
}
