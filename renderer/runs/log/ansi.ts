/** A stretch of a line in one style. `colour` is 0–15 of the terminal's palette. */
export interface AnsiSpan {
  text: string
  colour: number | null
  bold: boolean
  dim: boolean
}

// ECMA-48: control sequences, operating-system commands, and the two-character escapes.
// biome-ignore format: the ignored rule below holds for one line
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
const ESCAPE = /\x1b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\|$)|[PX^_][^\x1b]*(?:\x1b\\|$)|[ -/]*[0-~]?)/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g

/**
 * Reads one log line as a terminal would show it: sixteen colours, bold and dim are kept, every other escape is
 * dropped, and of a line that was drawn over with carriage returns only the last drawing stays. The result is text.
 */
export function parseAnsiLine(line: string): AnsiSpan[] {
  const drawn = lastDrawing(line)
  const spans: AnsiSpan[] = []
  const style = { colour: null as number | null, bold: false, dim: false }
  let from = 0
  const put = (text: string) => {
    const clean = text.replace(CONTROL, '')
    if (clean !== '') spans.push({ text: clean, ...style })
  }
  for (const match of drawn.matchAll(ESCAPE)) {
    put(drawn.slice(from, match.index))
    from = match.index + match[0].length
    if (match[2] === 'm') applyStyle(style, match[1] ?? '')
  }
  put(drawn.slice(from))
  return spans
}

function lastDrawing(line: string): string {
  const trimmed = line.replace(/\r+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('\r') + 1)
}

function applyStyle(style: { colour: number | null; bold: boolean; dim: boolean }, parameters: string): void {
  const codes = parameters.split(/[;:]/).map((code) => Number(code || 0))
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i]!
    if (code === 0) Object.assign(style, { colour: null, bold: false, dim: false })
    else if (code === 1) style.bold = true
    else if (code === 2) style.dim = true
    else if (code === 22) Object.assign(style, { bold: false, dim: false })
    else if (code >= 30 && code <= 37) style.colour = code - 30
    else if (code >= 90 && code <= 97) style.colour = code - 82
    else if (code === 39) style.colour = null
    else if (code === 38 || code === 48) {
      const indexed = codes[i + 1] === 5
      const colour = codes[i + 2] ?? 0
      if (code === 38) style.colour = indexed && colour < 16 ? colour : null
      i += indexed ? 2 : codes[i + 1] === 2 ? 4 : 0
    }
  }
}
