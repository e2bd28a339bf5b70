const ESC = '\u001b'
const BELL = '\u0007'
/** Control sequences (ECMA-48: CSI with its final byte, OSC, strings, and the two-byte ones). */
const sequences = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*([@-~])|\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)?|[PX^_][^${ESC}]*(?:${ESC}\\\\)?|[ -/]*[0-~])`,
  'g',
)

/** Text from elsewhere as one harmless line for a table or a message. */
export function plainLine(text: string): string {
  return text
    .replace(sequences, '')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()
}

/**
 * A container's output for a terminal: colours stay, everything that would move the cursor, rename the window or
 * write the clipboard goes.
 */
export function harmlessOutput(text: string): string {
  let harmless = ''
  let at = 0
  for (const found of text.matchAll(sequences)) {
    harmless += withoutControls(text.slice(at, found.index))
    if (found[1] === 'm') harmless += found[0]
    at = found.index + found[0].length
  }
  return harmless + withoutControls(text.slice(at))
}

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}--[\t\n\r]]/gv, '')
}
