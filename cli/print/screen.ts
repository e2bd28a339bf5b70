export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

const codes: Record<Colour, [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

/** Where a command writes for people. */
export interface Screen {
  isTerminal: boolean
  /** Columns of the terminal; endless elsewhere. */
  width: number
  write(text: string): void
  line(text?: string): void
  /** Replaces the line that `progress` wrote last; does nothing where there is no terminal. An empty text clears it. */
  progress(text: string): void
  paint(colour: Colour, text: string): string
}

/** A screen on a stream. Colour only on a terminal, and never against `NO_COLOR` (https://no-color.org). */
export function createScreen(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number },
  options: { env: NodeJS.ProcessEnv; silent?: boolean },
): Screen {
  const isTerminal = stream.isTTY === true
  const coloured = isTerminal && !options.env.NO_COLOR && options.env.TERM !== 'dumb'
  let progressShown = false

  function put(text: string): void {
    if (options.silent) return
    if (progressShown) stream.write('\r\u001b[K')
    progressShown = false
    stream.write(text)
  }

  return {
    isTerminal,
    width: isTerminal ? (stream.columns ?? 80) : Number.POSITIVE_INFINITY,
    write: put,
    line: (text = '') => put(`${text}\n`),
    progress(text) {
      if (!isTerminal || options.silent) return
      put(text.slice(0, (stream.columns ?? 80) - 1))
      progressShown = text !== ''
    },
    paint(colour, text) {
      const [on, off] = codes[colour]
      return coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text
    },
  }
}
