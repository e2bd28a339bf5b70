import { Menu, nativeImage, type Rectangle, Tray } from 'electron'
import type { TrayView } from './tray-view.ts'

export interface OvenTray {
  show(view: TrayView): void
}

/**
 * The icon in the menu bar: a click toggles the popover, a right click shows a plain menu. Linux desktops show
 * only the menu, and pass no clicks on.
 */
export function createTray(options: {
  iconFile: (name: TrayView['icon']) => string
  view: TrayView
  platform: string
  onClick: (icon: Rectangle) => void
  openWindow: () => void
  quit: () => void
}): OvenTray {
  const { iconFile, platform, onClick, openWindow, quit } = options
  let shown = options.view
  const imageOf = (icon: TrayView['icon']) => {
    const image = nativeImage.createFromPath(iconFile(icon))
    image.setTemplateImage(true)
    return image
  }
  const tray = new Tray(imageOf(shown.icon))
  tray.setToolTip(shown.tooltip)
  const menu = Menu.buildFromTemplate([
    { label: 'Open Agent Oven', click: openWindow },
    { type: 'separator' },
    { label: 'Quit', click: quit },
  ])
  tray.on('click', (_event, bounds) => onClick(bounds ?? tray.getBounds()))
  // A menu that is set swallows the clicks on macOS, so there it pops up by hand.
  if (platform === 'linux') tray.setContextMenu(menu)
  else tray.on('right-click', () => tray.popUpContextMenu(menu))

  return {
    show(view) {
      if (view.icon !== shown.icon) tray.setImage(imageOf(view.icon))
      if (view.tooltip !== shown.tooltip) tray.setToolTip(view.tooltip)
      shown = view
    },
  }
}
