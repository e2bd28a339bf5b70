import { EventEmitter } from 'node:events'
import type { Tray as RealTray, Rectangle, TitleOptions } from 'electron'
import type { Menu } from './menu.ts'
import type { NativeImage } from './native-image.ts'
import { createEvent, requireReady, world } from './world.ts'

/** The icon in the menu bar. `userClicks` and `userRightClicks` are the mouse. */
export class Tray extends EventEmitter {
  image: NativeImage
  tooltip = ''
  title = ''
  menu: Menu | null = null

  constructor(image: NativeImage) {
    super()
    requireReady('A Tray')
    this.image = image
    world.trays.push(this)
  }

  setImage(image: NativeImage): void {
    this.image = image
  }

  setToolTip(tooltip: string): void {
    this.tooltip = tooltip
  }

  setTitle(title: string, _options?: TitleOptions): void {
    this.title = title
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu
  }

  popUpContextMenu(menu?: Menu): void {
    if (menu !== undefined) world.poppedUpMenus.push(menu)
  }

  getBounds(): Rectangle {
    return world.trayBounds
  }

  userClicks(): void {
    this.emit('click', createEvent(), world.trayBounds)
  }

  userRightClicks(): void {
    this.emit('right-click', createEvent(), world.trayBounds)
  }
}

Tray satisfies new (
  image: never,
) => Pick<RealTray, 'setToolTip' | 'setTitle' | 'getBounds'> &
  Record<keyof Pick<RealTray, 'setImage' | 'setContextMenu' | 'popUpContextMenu'>, unknown>
