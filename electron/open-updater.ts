import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppImageUpdater, type AppUpdater, MacUpdater } from 'electron-updater'
import type { DesktopLog } from './desktop-log.ts'

/**
 * The updater of this build, or why there is none. The pack writes where updates are found into `app-update.yml`
 * (https://www.electron.build/auto-update), where it was told a place.
 */
export function openUpdater(options: {
  isPackaged: boolean
  resourcesFolder: string
  platform: string
  env: NodeJS.ProcessEnv
  log: Pick<DesktopLog, 'info' | 'warn' | 'error' | 'debug'>
}): { updater: AppUpdater | null; unsupported: string | null } {
  const { isPackaged, resourcesFolder, platform, env, log } = options
  const none = (unsupported: string) => ({ updater: null, unsupported })
  if (!isPackaged) return none('This is run from a checkout: `git pull` updates it.')
  if (!existsSync(join(resourcesFolder, 'app-update.yml')))
    return none('This build was not told where updates are.')
  if (platform === 'linux' && env.APPIMAGE === undefined)
    return none('Only the AppImage can update itself; use what you installed this with.')
  const updater = platform === 'darwin' ? new MacUpdater() : new AppImageUpdater()
  updater.logger = {
    info: (message?: unknown) => log.info({ part: 'updates' }, String(message)),
    warn: (message?: unknown) => log.warn({ part: 'updates' }, String(message)),
    error: (message?: unknown) => log.error({ part: 'updates' }, String(message)),
    debug: (message: string) => log.debug({ part: 'updates' }, message),
  }
  return { updater, unsupported: null }
}
