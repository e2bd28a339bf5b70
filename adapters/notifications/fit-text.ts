/** A text escaped for its channel and cut so that what goes out has at most `length` characters. */
export function fitted(
  text: string,
  length: number,
  escaped: (text: string) => string = (same) => same,
): string {
  const whole = escaped(text)
  if (whole.length <= length) return whole
  const characters = [...text]
  let fits = 0
  for (let step = characters.length; step >= 1; step = Math.floor(step / 2)) {
    while (fits + step <= characters.length && cut(characters, fits + step, escaped).length <= length)
      fits += step
  }
  return cut(characters, fits, escaped)
}

function cut(characters: readonly string[], count: number, escaped: (text: string) => string): string {
  return `${escaped(characters.slice(0, count).join('').trimEnd())}…`
}

/** The same by bytes of UTF-8. */
export function fittedBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const room = Buffer.from(text).subarray(0, bytes - Buffer.byteLength('…'))
  return `${room.toString('utf8').replace(/\uFFFD+$/, '')}…`
}
