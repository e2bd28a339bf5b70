import { Menu, type MenuItemConstructorOptions, nativeImage, type Rectangle, Tray } from 'electron'
import type { TrayView } from './tray-view.ts'

export interface OvenTray {
  /** `menu` is what a right click shows from now on. */
  show(view: TrayView, menu: MenuItemConstructorOptions[]): void
}

/**
 * The icon in the menu bar: a click toggles the popover, a right click shows a plain menu. Linux desktops show
 * only the menu, and pass no clicks on.
 */
export function createTray(options: {
  iconFile: (name: TrayView['icon']) => string
  view: TrayView
  menu: MenuItemConstructorOptions[]
  platform: string
  onClick: (icon: Rectangle) => void
}): OvenTray {
  const { iconFile, platform, onClick } = options
  let shown = options.view
  let items = options.menu
  const imageOf = (icon: TrayView['icon']) => {
    const image = nativeImage.createFromPath(iconFile(icon))
    image.setTemplateImage(true)
    return image
  }
  const tray = new Tray(imageOf(shown.icon))
  tray.setToolTip(shown.tooltip)
  tray.on('click', (_event, bounds) => onClick(bounds ?? tray.getBounds()))
  // A menu that is set swallows the clicks on macOS, so there it pops up by hand.
  const setMenu = () => {
    if (platform === 'linux') tray.setContextMenu(Menu.buildFromTemplate(items))
  }
  setMenu()
  if (platform !== 'linux') tray.on('right-click', () => tray.popUpContextMenu(Menu.buildFromTemplate(items)))

  return {
    show(view, menu) {
      if (view.icon !== shown.icon) tray.setImage(imageOf(view.icon))
      if (view.tooltip !== shown.tooltip) tray.setToolTip(view.tooltip)
      // Only macOS has room for text there.
      if (view.title !== shown.title && platform === 'darwin')
        tray.setTitle(view.title, { fontType: 'monospacedDigit' })
      shown = view
      if (labelsOf(menu) === labelsOf(items)) return
      items = menu
      setMenu()
    },
  }
}

/** A menu that is set anew closes while it is open; so only where it says something else. */
function labelsOf(menu: readonly MenuItemConstructorOptions[]): string {
  return menu.map(({ label, enabled }) => `${label ?? ''}${enabled ?? ''}`).join('\n')
}
