import { BrowserWindow, type Rectangle, screen } from 'electron'
import { pagePreferences } from './page-preferences.ts'
import { placePopover } from './place-popover.ts'

const SIZE = { width: 380, height: 560 }

/** A click on the tray's icon takes the focus from the popover first; without a pause that click would reopen it. */
const REOPEN_PAUSE_MS = 250

export interface Popover {
  /** Shows it below the tray's icon, or hides it when it is shown. */
  toggle(icon: Rectangle): void
  hide(): void
}

/**
 * The small window below the menu bar's icon. Hidden when it loses the focus, and kept, so that it opens at once.
 */
export function createPopover(options: { address: string; preload: string; now: () => number }): Popover {
  const { address, preload, now } = options
  let current: BrowserWindow | null = null
  let hiddenAt = Number.NEGATIVE_INFINITY

  function create(): BrowserWindow {
    const window = new BrowserWindow({
      ...SIZE,
      show: false,
      frame: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      title: 'Agent Oven',
      webPreferences: pagePreferences(preload),
    })
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true })
    window.on('blur', hide)
    window.on('closed', () => {
      current = null
    })
    void window.loadURL(`${address}#/popover`)
    return window
  }

  function hide(): void {
    if (current === null || !current.isVisible()) return
    hiddenAt = now()
    current.hide()
  }

  return {
    hide,
    toggle(icon) {
      if (current?.isVisible() === true) return hide()
      if (now() - hiddenAt < REOPEN_PAUSE_MS) return
      current ??= create()
      const { workArea } = screen.getDisplayNearestPoint({ x: icon.x, y: icon.y })
      current.setBounds(placePopover({ icon, size: SIZE, workArea }))
      current.show()
      current.focus()
    },
  }
}
