import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, BrowserWindow as RealWindow, Rectangle } from 'electron'
import { app } from './app.ts'
import { WebContents } from './web-contents.ts'
import { createEvent, requireReady, world } from './world.ts'

let lastWindowId = 0

/** A window without a screen: its place and state are kept here, its page is a page of Debian's chromium. */
export class BrowserWindow extends EventEmitter {
  readonly id = ++lastWindowId
  readonly options: BrowserWindowConstructorOptions
  readonly webContents: WebContents
  #bounds: Rectangle
  #isVisible: boolean
  #isFocused = false
  #isMaximized = false
  #isMinimized = false
  #isDestroyed = false
  #wasShown = false

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super()
    requireReady('A BrowserWindow')
    const { width = 800, height = 600, x = 100, y = 100 } = options
    this.options = options
    this.#bounds = { x, y, width, height }
    this.#isVisible = options.show !== false
    this.webContents = new WebContents({ preload: options.webPreferences?.preload, width, height })
    this.webContents.on('did-finish-load', () => {
      if (this.#wasShown || this.#isDestroyed) return
      this.#wasShown = true
      this.emit('ready-to-show')
    })
    world.windows.push(this)
    app.emit('web-contents-created', createEvent(), this.webContents)
    app.emit('browser-window-created', createEvent(), this)
    world.events.emit('window', this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...world.windows]
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address)
  }

  show(): void {
    this.#isVisible = true
    this.emit('show')
    this.focus()
  }

  hide(): void {
    if (!this.#isVisible) return
    this.#isVisible = false
    this.emit('hide')
    this.blur()
  }

  focus(): void {
    if (this.#isFocused || !this.#isVisible) return
    for (const other of world.windows) if (other !== this) other.blur()
    this.#isFocused = true
    this.emit('focus')
  }

  /** The user goes to another window or program. */
  blur(): void {
    if (!this.#isFocused) return
    this.#isFocused = false
    this.emit('blur')
  }

  close(): void {
    if (this.#isDestroyed) return
    const event = createEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    this.#isVisible = false
    this.#isFocused = false
    world.windows.splice(world.windows.indexOf(this), 1)
    this.webContents.destroy()
    this.emit('closed')
    if (world.windows.length === 0 && world.exitCode === null) app.emit('window-all-closed')
  }

  getBounds(): Rectangle {
    return { ...this.#bounds }
  }

  getNormalBounds(): Rectangle {
    return { ...this.#bounds }
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    const { width, height } = this.#bounds
    this.webContents.page.then((page) => page.setViewportSize({ width, height })).catch(() => {})
  }

  maximize(): void {
    this.#isMaximized = true
  }

  restore(): void {
    this.#isMinimized = false
  }

  minimize(): void {
    this.#isMinimized = true
  }

  setVisibleOnAllWorkspaces(_visible: boolean): void {}

  isVisible(): boolean {
    return this.#isVisible
  }

  isFocused(): boolean {
    return this.#isFocused
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }
}

BrowserWindow satisfies new (
  options?: BrowserWindowConstructorOptions,
) => Pick<
  RealWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'close'
  | 'destroy'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'maximize'
  | 'minimize'
  | 'restore'
  | 'setVisibleOnAllWorkspaces'
  | 'isVisible'
  | 'isFocused'
  | 'isMaximized'
  | 'isMinimized'
  | 'isDestroyed'
>
