import Store from 'electron-store'
import { locateOvenHome } from '../adapters/files/oven-home.ts'
import type { OvenServices } from '../core/oven-services.ts'
import type { Notifier } from '../core/ports/notifier.ts'
import { openOven } from '../server/open-oven.ts'
import { listen } from '../server/running-host.ts'
import type { OpenCore } from './core-host.ts'
import type { DesktopLog } from './desktop-log.ts'

/**
 * Opens the oven on this machine and lets the command line in, over HTTP on a free port of 127.0.0.1. What was opened
 * is closed again when a later step fails, so that the next try finds the folder free.
 */
export async function openCore(options: {
  notifier: Notifier
  log: DesktopLog
  rendererFolder: string
}): Promise<OpenCore<OvenServices>> {
  const { notifier, log, rendererFolder } = options
  const opened = await openOven({
    hostKind: 'desktop',
    notifier,
    createStore: (storeOptions) => new Store(storeOptions),
    onWarning: (sentence) => log.warn(sentence),
  })
  const { oven } = opened
  try {
    const server = await listen({ opened, host: '127.0.0.1', port: 0, log, rendererFolder })
    const release = async () => {
      await server.close()
      await opened.close()
    }
    try {
      await oven.start()
    } catch (error) {
      await release()
      throw error
    }
    return { services: oven.services, wake: (reason) => oven.wake(reason), close: release }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** The oven's folder, also when the oven itself could not be opened. */
export function ovenFolder(): string {
  return locateOvenHome().path
}
