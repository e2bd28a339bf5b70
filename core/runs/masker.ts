/** Shown in place of every secret. */
const MASK = Buffer.from('****')

/** Values shorter than this are not masked: they would blot out ordinary text. */
const MIN_SECRET_LENGTH = 6

/** Takes secrets out of text and out of streams of bytes. */
export interface Masker {
  readonly active: boolean
  text(value: string): string
  /** Masks what can be told already. `held` bytes at the end might begin a secret: pass them again, before the next. */
  bytes(input: Buffer): { output: Buffer; held: number }
  /** Masks the last bytes of a stream, of which no more will come. */
  last(input: Buffer): Buffer
}

/**
 * Makes a masker for these values, as they are, base64- and URL-encoded; of a value of several lines each longer
 * line on its own as well, since that is how a key file is printed.
 */
export function createMasker(secrets: readonly string[]): Masker {
  const patterns = patternsOf(secrets)
  if (patterns.length === 0) {
    return {
      active: false,
      text: (value) => value,
      bytes: (output) => ({ output, held: 0 }),
      last: (input) => input,
    }
  }

  function replaceAll(input: Buffer): Buffer {
    const pieces: Buffer[] = []
    let from = 0
    for (;;) {
      const hit = firstHit(input, from, patterns)
      if (!hit) break
      pieces.push(input.subarray(from, hit.at), MASK)
      from = hit.at + hit.length
    }
    if (pieces.length === 0) return input
    pieces.push(input.subarray(from))
    return Buffer.concat(pieces)
  }

  return {
    active: true,
    text: (value) => replaceAll(Buffer.from(value)).toString(),
    bytes(input) {
      // What a whole secret already covers is no longer waited for: only the bytes after the last hit can begin another.
      const end = endOfLastHit(input, patterns)
      const held = longestBegunSecret(input.subarray(end), patterns)
      return { output: replaceAll(input.subarray(0, input.length - held)), held }
    },
    last: replaceAll,
  }
}

function patternsOf(secrets: readonly string[]): Buffer[] {
  const forms = new Set<string>()
  for (const secret of secrets) {
    const lines = secret.includes('\n') ? secret.split('\n').filter((line) => line.trim().length >= 16) : []
    for (const value of [secret, secret.trim(), ...lines.map((line) => line.trim())]) {
      if (value.length < MIN_SECRET_LENGTH) continue
      const bytes = Buffer.from(value)
      forms.add(value)
      forms.add(encodeURIComponent(value))
      forms.add(bytes.toString('base64'))
      forms.add(bytes.toString('base64').replace(/=+$/, ''))
      forms.add(bytes.toString('base64url'))
    }
  }
  return [...forms].sort((a, b) => b.length - a.length).map((form) => Buffer.from(form))
}

function firstHit(
  input: Buffer,
  from: number,
  patterns: readonly Buffer[],
): { at: number; length: number } | null {
  let best: { at: number; length: number } | null = null
  for (const pattern of patterns) {
    const at = input.indexOf(pattern, from)
    if (at !== -1 && (best === null || at < best.at)) best = { at, length: pattern.length }
  }
  return best
}

function endOfLastHit(input: Buffer, patterns: readonly Buffer[]): number {
  let end = 0
  for (;;) {
    const hit = firstHit(input, end, patterns)
    if (!hit) return end
    end = hit.at + hit.length
  }
}

function longestBegunSecret(input: Buffer, patterns: readonly Buffer[]): number {
  let longest = 0
  for (const pattern of patterns) {
    const most = Math.min(pattern.length - 1, input.length)
    for (let length = most; length > longest; length -= 1) {
      if (input.subarray(input.length - length).equals(pattern.subarray(0, length))) longest = length
    }
  }
  return longest
}
