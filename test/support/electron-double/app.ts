import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { FocusOptions, LoginItemSettings, App as RealApp, RelaunchOptions, Settings } from 'electron'
import { closeChromium } from './chromium.ts'
import { giveInstanceLock, takeInstanceLock } from './instance-lock.ts'
import { createEvent, world } from './world.ts'

class App extends EventEmitter {
  get isPackaged(): boolean {
    return world.isPackaged
  }

  isReady(): boolean {
    return world.isReady
  }

  whenReady(): Promise<void> {
    if (world.isReady) return Promise.resolve()
    return new Promise((resolve) => world.events.once('ready', resolve))
  }

  requestSingleInstanceLock(): boolean {
    return takeInstanceLock(world.userData)
  }

  releaseSingleInstanceLock(): void {
    giveInstanceLock(world.userData)
  }

  focus(options?: FocusOptions): void {
    if (options?.steal === true) world.focusStolen += 1
  }

  getAppPath(): string {
    return world.appPath
  }

  getPath(name: string): string {
    if (world.userData === '') throw new Error('Set world.userData before the app starts.')
    return name === 'userData' ? world.userData : join(world.userData, name)
  }

  getName(): string {
    return 'Agent Oven'
  }

  getVersion(): string {
    return world.version
  }

  setAsDefaultProtocolClient(scheme: string): boolean {
    world.ownSchemes.add(scheme)
    return true
  }

  setActivationPolicy(_policy: 'regular' | 'accessory' | 'prohibited'): void {}

  getLoginItemSettings(): LoginItemSettings {
    const { openAtLogin, needsApproval, wasOpenedAtLogin } = world.loginItem
    const status = openAtLogin ? (needsApproval ? 'requires-approval' : 'enabled') : 'not-registered'
    return { openAtLogin, wasOpenedAtLogin, status, executableWillLaunchAtLogin: false, launchItems: [] }
  }

  setLoginItemSettings(settings: Settings): void {
    world.loginItem.openAtLogin = settings.openAtLogin === true
  }

  /** Electron starts it when this process has ended; here it is noted. */
  relaunch(options: RelaunchOptions = {}): void {
    world.relaunches.push(options)
  }

  /** Electron's order: `before-quit`, the windows close, `will-quit`, `quit`; any of the first three may stop it. */
  quit(): void {
    const before = createEvent()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    for (const window of [...world.windows]) window.close()
    if (world.windows.length > 0) return
    const will = createEvent()
    this.emit('will-quit', will)
    if (!will.defaultPrevented) this.exit(0)
  }

  exit(code = 0): void {
    if (world.exitCode !== null) return
    world.exitCode = code
    giveInstanceLock(world.userData)
    for (const window of [...world.windows]) window.destroy()
    this.emit('quit', createEvent(), code)
    void closeChromium().then(() => world.events.emit('exit', code))
  }
}

export const app = new App()

app satisfies Pick<
  RealApp,
  | 'isPackaged'
  | 'isReady'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'focus'
  | 'getAppPath'
  | 'getPath'
  | 'getName'
  | 'getVersion'
  | 'setActivationPolicy'
  | 'setAsDefaultProtocolClient'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
  | 'quit'
  | 'exit'
  | 'relaunch'
>
