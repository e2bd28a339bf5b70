import type { App } from 'electron'

/** How long a stubborn core may hold up the end of the app. */
const CLOSE_WITHIN_MS = 10_000

/**
 * Puts the quit off until the core has stopped. Containers go on; the next start finds them. Closing windows does not
 * quit: the app lives in the menu bar.
 */
export function quitGracefully(options: {
  app: Pick<App, 'on' | 'exit'>
  close: () => Promise<void>
  log: (message: string, error: unknown) => void
  closeWithinMs?: number
}): void {
  const { app, close, log, closeWithinMs = CLOSE_WITHIN_MS } = options
  let isClosing = false

  async function closeThenExit(): Promise<void> {
    const timer = setTimeout(() => app.exit(1), closeWithinMs)
    try {
      await close()
      app.exit(0)
    } catch (error) {
      log('The oven did not stop in order', error)
      app.exit(1)
    } finally {
      clearTimeout(timer)
    }
  }

  app.on('window-all-closed', () => {})
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void closeThenExit()
  })
}
