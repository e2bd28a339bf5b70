import type { Rectangle } from 'electron'
import Store from 'electron-store'

/** What the desktop remembers between starts, in Electron's own folder: it is about this screen, not about jobs. */
export interface DesktopState {
  window: { bounds: Rectangle; isMaximized: boolean } | null
  /** Failures that ended before this instant have been seen in the window. */
  seenUntil: string
}

export interface DesktopStateStore {
  read(): DesktopState
  write(changes: Partial<DesktopState>): void
}

export function openDesktopState({ now }: { now: () => number }): DesktopStateStore {
  const store = new Store<DesktopState>({
    name: 'desktop',
    defaults: { window: null, seenUntil: new Date(now()).toISOString() },
    // A file somebody broke costs a window position, never the start.
    clearInvalidConfig: true,
  })
  return {
    read: () => ({ window: store.get('window'), seenUntil: store.get('seenUntil') }),
    write: (changes) => store.set(changes),
  }
}
