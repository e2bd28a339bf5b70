import { join } from 'node:path'

/** Where the built parts lie below the app's folder (`app.getAppPath()`): the checkout, or the packaged archive. */
export interface Resources {
  renderer: string
  preload: string
  /** Sources of the oven's container images: real files, since those in an archive have lost their executable bit. */
  images: string
  /** File of a tray icon by its name, such as `trayBakingTemplate`. Electron finds the `@2x` one beside it. */
  trayIcon(name: string): string
  /** The script that the command `oven` leads to; null in a checkout. */
  script: string | null
}

/**
 * `carried` is the folder beside the archive with what must be real files (`Resources/oven`, scripts/pack); null where the
 * app is run from a checkout.
 */
export function locateResources(appPath: string, carried: string | null): Resources {
  return {
    renderer: join(appPath, 'dist/renderer'),
    preload: join(appPath, 'dist/preload/preload.cjs'),
    images: join(carried ?? appPath, 'images'),
    trayIcon: (name) => join(appPath, 'dist/main', `${name}.png`),
    script: carried === null ? null : join(carried, 'bin/oven'),
  }
}
