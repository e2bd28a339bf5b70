import Store from 'electron-store'
import { locateOvenHome } from '../adapters/files/oven-home.ts'
import type { OvenServices } from '../core/oven-services.ts'
import type { Notifier } from '../core/ports/notifier.ts'
import type { KeyProtector } from '../core/ports/vault-keys.ts'
import { listen } from '../server/listen.ts'
import { openOven } from '../server/open-oven.ts'
import { createReleases } from '../server/releases.ts'
import type { OpenCore } from './core-host.ts'
import type { DesktopLog } from './desktop-log.ts'
import type { Resources } from './resources.ts'

/** A host that just ended, such as this app before a restart, may still be tidying up. */
const LOCK_WAIT_MS = 2_000
/** The version before an AppImage's update starts its successor and only then ends, in at most 10 s (quit.ts). */
const LOCK_WAIT_AFTER_UPDATE_MS = 15_000

/**
 * Opens the oven on this machine and lets the command line in, over HTTP on a free port of 127.0.0.1. What was opened
 * is closed again when a later step fails, so that the next try finds the folder free. Throws what `openOven`,
 * `listen` and the oven's own start throw.
 */
export async function openCore(options: {
  notifier: Notifier
  log: DesktopLog
  resources: Resources
  keyProtector: KeyProtector
}): Promise<OpenCore<OvenServices>> {
  const { notifier, log, resources, keyProtector } = options
  const releases = createReleases()
  // Set by electron-updater for the version that it starts (AppImageUpdater).
  const isSuccessor = process.env.APPIMAGE_SILENT_INSTALL === 'true'
  try {
    const opened = await openOven({
      hostKind: 'desktop',
      notifier,
      createStore: (storeOptions) => new Store(storeOptions),
      waitForLockMs: isSuccessor ? LOCK_WAIT_AFTER_UPDATE_MS : LOCK_WAIT_MS,
      imagesFolder: resources.images,
      keyProtector,
      onWarning: (sentence) => log.warn(sentence),
    })
    releases.add(() => opened.close())
    const { oven } = opened
    const address = { host: '127.0.0.1', port: 0 }
    const server = await listen({ opened, ...address, log, rendererFolder: resources.renderer })
    releases.add(() => server.close())
    await oven.start()
    return { services: oven.services, wake: oven.wake, close: () => releases.run() }
  } catch (error) {
    await releases.run()
    throw error
  }
}

/** Where the host writes its log. */
export function hostLogFile(): string {
  return locateOvenHome().hostLog
}

/** The oven's folder, also when the oven itself could not be opened. */
export function ovenFolder(): string {
  return locateOvenHome().path
}
