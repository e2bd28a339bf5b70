import type { Rectangle } from 'electron'
import Store from 'electron-store'

/** What the desktop remembers between starts, in Electron's own folder: it is about this screen, not about jobs. */
export interface DesktopState {
  window: { bounds: Rectangle; isMaximized: boolean } | null
}

export interface DesktopStateStore {
  read(): DesktopState
  write(changes: Partial<DesktopState>): void
}

export function openDesktopState(): DesktopStateStore {
  const store = new Store<DesktopState>({
    name: 'desktop',
    defaults: { window: null },
    // A file somebody broke costs a window position, never the start.
    clearInvalidConfig: true,
  })
  return {
    read: () => ({ window: store.get('window') }),
    write: (changes) => store.set(changes),
  }
}
