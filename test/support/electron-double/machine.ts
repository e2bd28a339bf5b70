import { EventEmitter } from 'node:events'
import type { Display, Point, Screen, Session, Shell } from 'electron'
import { requireReady, world } from './world.ts'

/** `powerMonitor.emit('resume')` plays the machine waking up. */
export const powerMonitor = new EventEmitter()

export const shell = {
  async openExternal(url: string): Promise<void> {
    world.openedExternally.push(url)
  },
  async openPath(path: string): Promise<string> {
    world.openedPaths.push(path)
    return ''
  },
} satisfies Pick<Shell, 'openExternal' | 'openPath'>

const display = () => ({ workArea: world.workArea }) as Display

export const screen = {
  getAllDisplays(): Display[] {
    requireReady('screen')
    return [display()]
  },
  getDisplayNearestPoint(_point: Point): Display {
    requireReady('screen')
    return display()
  },
} satisfies Pick<Screen, 'getAllDisplays' | 'getDisplayNearestPoint'>

type PermissionRequestHandler = Parameters<Session['setPermissionRequestHandler']>[0]
type PermissionCheckHandler = Parameters<Session['setPermissionCheckHandler']>[0]
type DevicePermissionHandler = Parameters<Session['setDevicePermissionHandler']>[0]

/** Keeps the handlers an app sets, for tests to ask them what Chromium would. */
export class DefaultSession {
  permissionRequestHandler: PermissionRequestHandler = null
  permissionCheckHandler: PermissionCheckHandler = null
  devicePermissionHandler: DevicePermissionHandler = null

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.permissionRequestHandler = handler
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.permissionCheckHandler = handler
  }

  setDevicePermissionHandler(handler: DevicePermissionHandler): void {
    this.devicePermissionHandler = handler
  }
}

DefaultSession satisfies new () => Pick<
  Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>

const defaultSession = new DefaultSession()

export const session = {
  get defaultSession(): DefaultSession {
    requireReady('session.defaultSession')
    return defaultSession
  },
}
