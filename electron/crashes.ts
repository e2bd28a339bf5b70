import type { App, CrashReporter, Dialog, WebContents } from 'electron'
import type { DesktopLog } from './desktop-log.ts'

/** Among the arguments of an app that started itself again. */
export const RESTARTED_WORD = '--restarted-after-error'

/** An app that breaks this soon would break again. */
const SOON_MS = 60_000
/** A page that broke is loaded again, at most this often. */
const RELOAD_EVERY_MS = 30_000
/** A page may print what it likes; the log keeps the beginning. */
const MESSAGE_AT_MOST = 500

/**
 * Keeps reports of crashes of Electron's own processes in this user's folder (`app.getPath('crashDumps')`), and sends none.
 * Must be called before Electron is ready.
 */
export function keepCrashReports({ crashReporter }: { crashReporter: Pick<CrashReporter, 'start'> }): void {
  crashReporter.start({ uploadToServer: false })
}

/**
 * Writes errors that nothing answered, and processes that broke, to the log. Electron would stop everything behind a
 * message box until somebody comes; the oven starts itself again instead, which runs outlive in their containers. One that
 * breaks soon after its start says so and ends. Broken pages are loaded again.
 */
export function watchCrashes(options: {
  app: Pick<App, 'on' | 'relaunch' | 'exit'>
  process: Pick<NodeJS.Process, 'on' | 'argv' | 'env'>
  dialog: Pick<Dialog, 'showErrorBox'>
  log: Pick<DesktopLog, 'fatal' | 'error' | 'warn'>
  now: () => number
}): void {
  const { app, process, dialog, log, now } = options
  const startedMs = now()
  const reloadedMs = new WeakMap<WebContents, number>()

  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error was not answered')
    if (now() - startedMs < SOON_MS)
      dialog.showErrorBox('Agent Oven cannot go on', `${error.message}\nThe log of the host says more.`)
    else {
      const args = [...process.argv.slice(1).filter((word) => word !== RESTARTED_WORD), RESTARTED_WORD]
      // An AppImage's own program lies in a place that goes with it.
      const { APPIMAGE } = process.env
      app.relaunch({ args, ...(APPIMAGE === undefined ? {} : { execPath: APPIMAGE }) })
    }
    app.exit(1)
  })
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'A failure was not answered'))

  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log.error({ type, reason, exitCode, name }, 'A process of Electron broke')
  })
  app.on('render-process-gone', (_event, contents, { reason, exitCode }) => {
    if (reason === 'clean-exit' || contents.isDestroyed()) return
    log.error({ page: contents.getURL(), reason, exitCode }, 'A page broke')
    const lastMs = reloadedMs.get(contents) ?? Number.NEGATIVE_INFINITY
    if (now() - lastMs < RELOAD_EVERY_MS) return
    reloadedMs.set(contents, now())
    contents.reload()
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('console-message', ({ level, message, sourceId, lineNumber }) => {
      if (level === 'error')
        log.warn({ at: `${sourceId}:${lineNumber}` }, `A page says: ${message.slice(0, MESSAGE_AT_MOST)}`)
    })
  })
}
