import type { ITheme } from '@xterm/xterm'

const ANSI = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const

/** The window's colours for a terminal, as they are now where `near` stands: tokens have two values, and one holds. */
export function readTerminalTheme(near: HTMLElement): ITheme {
  const probe = near.ownerDocument.createElement('span')
  near.append(probe)
  const colour = (token: string) => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  try {
    const ansi = ANSI.map((name, index) => [name, colour(`--ansi-${index}`)])
    return {
      background: colour('--sunken'),
      foreground: colour('--text'),
      cursor: colour('--ember'),
      cursorAccent: colour('--sunken'),
      selectionBackground: colour('--hairline-strong'),
      ...Object.fromEntries(ansi),
    }
  } finally {
    probe.remove()
  }
}

/** Calls back when the window turns light or dark. The answer ends it. */
export function onThemeChange(listener: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  system.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', listener)
  }
}
