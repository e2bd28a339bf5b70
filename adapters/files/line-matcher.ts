/** Finds places in whole lines of a log, in order. Offsets are bytes of what it was given. */
export type LineMatcher = (bytes: Buffer) => { start: number; end: number }[]

const ESCAPE = 0x1b
/** What a program prints when something went wrong, and not when it says that nothing did. */
const ERROR = /\b(?:error|fatal|panic|exception|traceback|failed|failure|unhandled)\b/gi
const NO_ERROR = /\b(?:no|0|without)\s$/i
const LONGEST_SIGN = 10

/** What to look for; see `LogSearch`. Terminal escapes in the log are passed over, as if they were not there. */
export function createLineMatcher(options: {
  text: string
  errors: boolean
  matchCase: boolean
}): LineMatcher {
  const find = options.errors ? findErrors : textFinder(options.text, options.matchCase)
  return (bytes) => {
    if (bytes.indexOf(ESCAPE) === -1) return find(bytes)
    const { plain, removed } = withoutEscapes(bytes)
    return find(plain).map(({ start, end }) => ({ start: removed(start), end: removed(end - 1) + 1 }))
  }
}

function textFinder(text: string, matchCase: boolean): LineMatcher {
  const needle = Buffer.from(text)
  if (matchCase) return (bytes) => placesOf((from) => bytes.indexOf(needle, from), needle.length)
  const wanted = needle.toString('latin1').toLowerCase()
  // Of bytes as letters, more are made small than A to Z: what was found that way is looked at again.
  const isExact = needle.every((byte) => byte < 0x80)
  const exact = small(needle)
  return (bytes) => {
    const hay = bytes.toString('latin1').toLowerCase()
    const found = placesOf((from) => hay.indexOf(wanted, from), needle.length)
    return isExact ? found : found.filter(({ start, end }) => small(bytes.subarray(start, end)).equals(exact))
  }
}

function placesOf(next: (from: number) => number, length: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  for (let start = next(0); start !== -1; start = next(start + length))
    found.push({ start, end: start + length })
  return found
}

function findErrors(bytes: Buffer): { start: number; end: number }[] {
  // One character for each byte, so that places are bytes.
  const text = bytes.toString('latin1')
  const found: { start: number; end: number }[] = []
  for (const match of text.matchAll(ERROR)) {
    const before = text.slice(Math.max(0, match.index - LONGEST_SIGN), match.index)
    if (!NO_ERROR.test(before)) found.push({ start: match.index, end: match.index + match[0].length })
  }
  return found
}

/** A copy with A to Z made small; other letters are left as they are, so that no place moves. */
function small(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  for (let at = 0; at < copy.length; at += 1) {
    const byte = copy[at]!
    if (byte >= 0x41 && byte <= 0x5a) copy[at] = byte | 0x20
  }
  return copy
}

/** The bytes without terminal escapes (ECMA-48), and where each byte that is left stood. */
function withoutEscapes(bytes: Buffer): { plain: Buffer; removed: (at: number) => number } {
  const plain = Buffer.allocUnsafe(bytes.length)
  /** From each of these places in `plain` on, so many bytes have been taken out. */
  const places: number[] = []
  const shifts: number[] = []
  let length = 0
  let at = 0
  while (at < bytes.length) {
    const next = bytes.indexOf(ESCAPE, at)
    const until = next === -1 ? bytes.length : next
    length += bytes.copy(plain, length, at, until)
    at = until
    if (at === bytes.length) break
    at = afterEscape(bytes, at)
    places.push(length)
    shifts.push(at - length)
  }
  return {
    plain: plain.subarray(0, length),
    removed(place) {
      let low = 0
      let high = places.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (places[middle]! <= place) low = middle + 1
        else high = middle
      }
      return place + (low === 0 ? 0 : shifts[low - 1]!)
    },
  }
}

/** Where the escape that begins at `at` is over: a control sequence, an operating system's command, or one character. */
function afterEscape(bytes: Buffer, at: number): number {
  const kind = bytes[at + 1]
  let end = at + 2
  if (kind === 0x5b) {
    while (end < bytes.length && bytes[end]! >= 0x20 && bytes[end]! <= 0x3f) end += 1
    return Math.min(bytes.length, end + 1)
  }
  if (kind === 0x5d) {
    // Ends with BEL or ESC \, at the latest with the line.
    while (end < bytes.length && bytes[end] !== 0x07 && bytes[end] !== ESCAPE && bytes[end] !== 0x0a) end += 1
    if (bytes[end] === ESCAPE) return Math.min(bytes.length, end + 2)
    return bytes[end] === 0x07 ? end + 1 : end
  }
  return kind === 0x0a ? at + 1 : Math.min(bytes.length, end)
}
