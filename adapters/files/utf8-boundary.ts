/** How many of the first `length` bytes can be decoded now: all but a character at the end of which bytes are missing. */
export function decodableLength(bytes: Buffer, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!
    if (isContinuation(byte)) continue
    return characterLength(byte) > back ? length - back : length
  }
  return length
}

/**
 * How many bytes to go forward from `at` so that no character is cut in two: 0 to 3. Bytes that are not UTF-8 are never
 * skipped. `bytes` holds at least three bytes to either side of `at`, where there are any.
 */
export function bytesToBoundary(bytes: Buffer, at: number): number {
  for (let back = 1; back <= Math.min(3, at); back++) {
    const byte = bytes[at - back]!
    if (isContinuation(byte)) continue
    // Bytes that begin a character and break off are shown as one U+FFFD, so they are not cut in two either.
    for (let length = characterLength(byte); length > back; length--) {
      const character = bytes.subarray(at - back, at - back + length)
      if (character.length === length && beginsCharacter(character)) return length - back
    }
    return 0
  }
  return 0
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

function characterLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  if (lead >= 0xf0 && lead <= 0xf4) return 4
  return 1
}

/** A whole character, or the beginning of one. */
function beginsCharacter(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
