import { once } from 'node:events'
import { app } from './app.ts'
import type { BrowserWindow } from './browser-window.ts'
import { createEvent, world } from './world.ts'

/** Electron says `ready` only after the entry module has finished; so call this when it has been imported. */
export async function launch(): Promise<void> {
  world.isReady = true
  world.events.emit('ready')
  app.emit('ready', createEvent(), {})
  await new Promise(setImmediate)
}

/** The next window that the app opens. */
export async function nextWindow(): Promise<BrowserWindow> {
  const [window] = await once(world.events, 'window')
  return window
}

/** Quits as ⌘Q does, and answers the exit code once all is closed. */
export async function quitAndWait(): Promise<number> {
  if (world.exitCode !== null) return world.exitCode
  const exited = once(world.events, 'exit')
  app.quit()
  const [code] = await exited
  return code
}
