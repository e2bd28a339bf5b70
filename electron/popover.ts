import { BrowserWindow, type Rectangle, screen } from 'electron'
import { pagePreferences } from './page-preferences.ts'
import { placePopover } from './place-popover.ts'

const SIZE = { width: 380, height: 560 }
/** A popover with little to say is not a slit. */
const MIN_HEIGHT = 200

/** A click on the tray's icon takes the focus from the popover first; without a pause that click would reopen it. */
const REOPEN_PAUSE_MS = 250

export interface Popover {
  /** Shows it below the tray's icon, or hides it when it is shown. */
  toggle(icon: Rectangle): void
  hide(): void
  /** Makes its page ready behind the scenes. */
  prepare(): void
  /** Makes it as high as its content wants, within its limits; answers how high that is. */
  fit(height: number): number
}

/**
 * The small window below the menu bar's icon. Hidden when it loses the focus, and kept, so that it opens at once.
 */
export function createPopover(options: { address: string; preload: string; now: () => number }): Popover {
  const { address, preload, now } = options
  let current: BrowserWindow | null = null
  let hiddenAt = Number.NEGATIVE_INFINITY
  let height = SIZE.height
  let hangsFrom: Rectangle | null = null

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
    window.loadURL(`${address}#/popover`).catch((error: unknown) => {
      // The app may quit while the page is still on its way.
      if (!window.isDestroyed()) throw error
    })
    return window
  }

  function hide(): void {
    if (current === null || !current.isVisible()) return
    hiddenAt = now()
    current.hide()
  }

  function place(window: BrowserWindow): void {
    if (hangsFrom === null) return
    const { workArea } = screen.getDisplayNearestPoint({ x: hangsFrom.x, y: hangsFrom.y })
    window.setBounds(placePopover({ icon: hangsFrom, size: { width: SIZE.width, height }, workArea }))
  }

  return {
    hide,
    prepare() {
      current ??= create()
    },
    fit(wanted) {
      const next = Math.round(Math.max(MIN_HEIGHT, Math.min(wanted, SIZE.height)))
      if (next !== height) {
        height = next
        if (current !== null) place(current)
      }
      return height
    },
    toggle(icon) {
      if (current?.isVisible() === true) return hide()
      if (now() - hiddenAt < REOPEN_PAUSE_MS) return
      current ??= create()
      hangsFrom = icon
      place(current)
      current.show()
      current.focus()
    },
  }
}
