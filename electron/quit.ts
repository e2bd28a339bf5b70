import type { App, PowerMonitor } from 'electron'
import type { QuitAnswer } from './ask-before-quit.ts'

/** How long a stubborn core may hold up the end of the app. */
const CLOSE_WITHIN_MS = 10_000

/**
 * Puts the quit off until it is clear what becomes of runs that are baking, and until the core has stopped. Containers go
 * on; the next start finds them. Closing windows does not quit: the app lives in the menu bar. Neither does the question
 * stand in the way when the machine is shut down.
 */
export function quitGracefully(options: {
  app: Pick<App, 'on' | 'quit' | 'exit'>
  powerMonitor: Pick<PowerMonitor, 'on'>
  close: () => Promise<void>
  /** Names of the runs at work. */
  activeRuns: () => readonly string[]
  ask: (runs: readonly string[]) => Promise<QuitAnswer>
  stopRuns: () => Promise<void>
  log: (message: string, error: unknown) => void
  closeWithinMs?: number
}): {
  /** The next quit asks nothing: what it is for was decided already. */
  skipQuestion(): void
} {
  const { app, powerMonitor, close, activeRuns, ask, stopRuns, log } = options
  const { closeWithinMs = CLOSE_WITHIN_MS } = options
  let isClosing = false
  let isAsking = false
  let isDecided = false

  async function decideThenQuit(runs: readonly string[]): Promise<void> {
    isAsking = true
    try {
      const answer = await ask(runs)
      if (answer === 'cancel') return
      if (answer === 'stop') await stopRuns()
      isDecided = true
      app.quit()
    } catch (error) {
      log('The question before the end was not answered', error)
    } finally {
      isAsking = false
    }
  }

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

  powerMonitor.on('shutdown', () => {
    isDecided = true
  })
  app.on('window-all-closed', () => {})
  app.on('before-quit', (event) => {
    if (isDecided || isClosing) return
    const runs = activeRuns()
    if (runs.length === 0) return
    event.preventDefault()
    if (!isAsking) void decideThenQuit(runs)
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    void closeThenExit()
  })
  return {
    skipQuestion() {
      isDecided = true
    },
  }
}
