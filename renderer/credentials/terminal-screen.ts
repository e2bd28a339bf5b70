import { FitAddon } from '@xterm/addon-fit'
import { type IBufferLine, Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { findHttpsLinks, openHttps } from './https-links.ts'
import { allowTerminalStyles } from './terminal-styles.ts'
import { onThemeChange, readTerminalTheme } from './terminal-theme.ts'

export interface TerminalSize {
  columns: number
  rows: number
}

/** A terminal on the page. */
export interface TerminalScreen {
  size(): TerminalSize
  write(bytes: Uint8Array): void
  focus(): void
  /** The addresses that can be seen in it, newest last. */
  addresses(): string[]
  close(): void
}

/** The least that the host takes (contract/operations/auth.ts). */
const LEAST: TerminalSize = { columns: 20, rows: 5 }

/**
 * Opens a terminal in `place`, as large as that is, in the window's colours. Esc and Tab stay with the page, so that the
 * keyboard gets out of it; all other keys are typed.
 */
export function openTerminalScreen(
  place: HTMLElement,
  options: {
    label: string
    onText: (text: string) => void
    onResize: (size: TerminalSize) => void
    onAddresses: (addresses: string[]) => void
  },
): TerminalScreen {
  const forbidStyles = allowTerminalStyles(document)
  const terminal = new Terminal({
    allowProposedApi: false,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    fontFamily: getComputedStyle(place).fontFamily,
    fontSize: Number.parseFloat(getComputedStyle(place).fontSize),
    lineHeight: 1.35,
    linkHandler: { activate: (_event, address) => openHttps(address) },
    minimumContrastRatio: 4.5,
    screenReaderMode: true,
    scrollback: 1000,
    theme: readTerminalTheme(place),
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.open(place)
  terminal.textarea?.setAttribute('aria-label', options.label)
  terminal.attachCustomKeyEventHandler(({ key }) => key !== 'Escape' && key !== 'Tab')
  fit.fit()

  const lines = () => {
    const { active } = terminal.buffer
    return Array.from({ length: active.length }, (_, index) => active.getLine(index)).map(rowOf)
  }
  const links = () => findHttpsLinks(lines(), terminal.cols)
  terminal.registerLinkProvider({
    provideLinks(line, answer) {
      const here = links().filter(({ start, end }) => start.row <= line - 1 && line - 1 <= end.row)
      answer(
        here.map(({ address, start, end }) => ({
          text: address,
          range: { start: { x: start.column, y: start.row + 1 }, end: { x: end.column, y: end.row + 1 } },
          activate: () => openHttps(address),
        })),
      )
    },
  })
  const size = (): TerminalSize => ({
    columns: Math.max(LEAST.columns, terminal.cols),
    rows: Math.max(LEAST.rows, terminal.rows),
  })
  terminal.onData(options.onText)
  terminal.onResize(() => options.onResize(size()))
  terminal.onWriteParsed(() => options.onAddresses([...new Set(links().map(({ address }) => address))]))

  const observer = new ResizeObserver(() => fit.fit())
  observer.observe(place)
  const stopTheme = onThemeChange(() => {
    terminal.options.theme = readTerminalTheme(place)
  })
  return {
    size,
    write: (bytes) => terminal.write(bytes),
    focus: () => terminal.focus(),
    addresses: () => links().map(({ address }) => address),
    close() {
      observer.disconnect()
      stopTheme()
      terminal.dispose()
      forbidStyles()
    },
  }
}

const rowOf = (line: IBufferLine | undefined) => ({
  text: line?.translateToString(true) ?? '',
  continues: line?.isWrapped ?? false,
})
