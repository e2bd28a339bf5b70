import { BrowserWindow, screen } from 'electron'
import type { DesktopStateStore } from './desktop-state.ts'
import { pagePreferences } from './page-preferences.ts'
import { restoreBounds } from './window-bounds.ts'

export interface MainWindow {
  /** Opens the window, or brings it to the front; at a page when one is given (`/runs/…`). */
  open(page: string | null): void
}

/**
 * The main window. It is a view of the core and holds nothing of its own, so closing it gives its memory free; opened
 * again it takes a new snapshot. Its place on the screen is remembered.
 */
export function createMainWindow(options: {
  /** The page's address without `#`. */
  address: string
  preload: string
  state: DesktopStateStore
}): MainWindow {
  const { address, preload, state } = options
  let current: BrowserWindow | null = null

  function create(page: string | null): BrowserWindow {
    const saved = state.read().window
    const areas = screen.getAllDisplays().map((display) => display.workArea)
    const window = new BrowserWindow({
      ...restoreBounds(saved?.bounds ?? null, areas),
      minWidth: 480,
      minHeight: 480,
      show: false,
      title: 'Agent Oven',
      // The page leaves room for the three buttons and is what moves the window (renderer/app/shell.module.css).
      ...(process.platform === 'darwin' && {
        titleBarStyle: 'hiddenInset' as const,
        trafficLightPosition: { x: 16, y: 18 },
      }),
      backgroundColor: '#f7f6f4',
      webPreferences: pagePreferences(preload),
    })
    window.once('ready-to-show', () => {
      if (saved?.isMaximized === true) window.maximize()
      window.show()
    })
    window.on('close', () =>
      state.write({ window: { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() } }),
    )
    window.on('closed', () => {
      current = null
    })
    void window.loadURL(addressOf(page))
    return window
  }

  const addressOf = (page: string | null) => (page === null ? address : `${address}#${page}`)

  return {
    open(page) {
      if (current === null) {
        current = create(page)
        return
      }
      if (page !== null) void current.loadURL(addressOf(page))
      if (current.isMinimized()) current.restore()
      current.show()
      current.focus()
    },
  }
}
