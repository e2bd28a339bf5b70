import { EventEmitter } from 'node:events'
import type {
  Clipboard,
  CrashReporter,
  CrashReporterStartOptions,
  Dialog,
  Display,
  MessageBoxOptions,
  MessageBoxReturnValue,
  Point,
  PowerMonitor,
  PowerSaveBlocker,
  Screen,
  Session,
  Shell,
} from 'electron'
import { requireReady, world } from './world.ts'

/** `powerMonitor.emit('resume')` plays the machine waking up. */
class MachinePower extends EventEmitter {
  isOnBatteryPower(): boolean {
    return world.isOnBattery
  }
}

export const powerMonitor = new MachinePower()

powerMonitor satisfies Pick<PowerMonitor, 'isOnBatteryPower'>

let lastBlocker = 0

/** What is held stands in `world.powerSaveBlockers`. */
export const powerSaveBlocker = {
  start(type: Parameters<PowerSaveBlocker['start']>[0]): number {
    lastBlocker += 1
    world.powerSaveBlockers.set(lastBlocker, type)
    return lastBlocker
  },
  stop: (id: number) => world.powerSaveBlockers.delete(id),
  isStarted: (id: number) => world.powerSaveBlockers.has(id),
} satisfies PowerSaveBlocker

/** Questions wait in `world.questions` until the test answers them with the number of a button. */
export const dialog = {
  showMessageBox(...args: unknown[]): Promise<MessageBoxReturnValue> {
    requireReady('dialog')
    const options = args.at(-1) as MessageBoxOptions
    return new Promise((resolve) => {
      world.questions.push({
        options,
        answer: (response) => resolve({ response, checkboxChecked: false }),
      })
      world.events.emit('question')
    })
  },
  showErrorBox(title: string, content: string): void {
    world.errorBoxes.push({ title, content })
  },
} satisfies Pick<Dialog, 'showMessageBox' | 'showErrorBox'>

export const crashReporter = {
  start(options: CrashReporterStartOptions): void {
    world.crashReporting = options
  },
} satisfies Pick<CrashReporter, 'start'>

export const clipboard = {
  readText: async () => world.clipboard,
  async writeText(text: string): Promise<void> {
    world.clipboard = text
  },
} satisfies Pick<Clipboard, 'readText' | 'writeText'>

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
  /** A session of its own has nothing to keep here. */
  fromPartition: (_partition: string) => new DefaultSession(),
}
