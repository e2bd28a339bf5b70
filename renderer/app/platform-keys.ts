/** Whether this window stands on a Mac, where ⌘ is what Ctrl is elsewhere. */
export function isMac(): boolean {
  return (
    (window.ovenDesktop?.platform ?? navigator.platform).toLowerCase().startsWith('mac') ||
    window.ovenDesktop?.platform === 'darwin'
  )
}

/** A key with the command key, as it is written: `⌘K` or `Ctrl+K`. */
export function commandKey(key: string): string {
  return isMac() ? `⌘${key}` : `Ctrl+${key}`
}
