import { join } from 'node:path'

/** Where the built parts lie below the app's folder (`app.getAppPath()`): the checkout, or the packaged archive. */
export interface Resources {
  renderer: string
  preload: string
  /** Sources of the oven's container images. */
  images: string
  /** File of a tray icon by its name, such as `trayBakingTemplate`. Electron finds the `@2x` one beside it. */
  trayIcon(name: string): string
}

export function locateResources(appPath: string): Resources {
  return {
    renderer: join(appPath, 'dist/renderer'),
    preload: join(appPath, 'dist/preload/preload.cjs'),
    images: join(appPath, 'images'),
    trayIcon: (name) => join(appPath, 'dist/main', `${name}.png`),
  }
}
