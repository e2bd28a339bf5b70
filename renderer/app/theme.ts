import { useSyncExternalStore } from 'react'

/** `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'oven.theme'
const listeners = new Set<() => void>()

/** How this window was asked to look, kept by this browser. */
export function readTheme(): Theme {
  const kept = window.localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Makes the window look so; call it once before the first paint. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') window.localStorage.removeItem(KEY)
  else window.localStorage.setItem(KEY, theme)
  applyTheme(theme)
  for (const listener of [...listeners]) listener()
}

/** The chosen theme and a way to change it; for Settings and the palette. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, readTheme)
  return [theme, setTheme]
}
