import { maskForms } from './mask-forms.ts'
import { createPatternSearch, type Hit } from './pattern-search.ts'

/** Shown in place of every secret. */
const MASK = Buffer.from('****')

/** The runner's mark for what it cut. */
const ELLIPSIS = Buffer.from('…')

/** Of a secret that a cut-off text ends with, so many characters may be shown. */
const SHOWN_OF_CUT = 7

/** Takes secrets out of text and out of streams of bytes. */
export interface Masker {
  readonly active: boolean
  text(value: string): string
  /** As `text`, for what may have been cut off at its end: a secret that was begun there is masked, too. */
  excerpt(value: string | Buffer): string
  /**
   * Masks what can be told already. `held` bytes at the end might begin a secret: pass them again, before the next.
   * `clean`: no whole secret was among them.
   */
  bytes(input: Buffer): { output: Buffer; held: number; clean: boolean }
  /** Masks the last bytes of a stream, of which no more will come. */
  last(input: Buffer): Buffer
}

const nothing: Masker = {
  active: false,
  text: (value) => value,
  excerpt: (value) => value.toString(),
  bytes: (output) => ({ output, held: 0, clean: true }),
  last: (input) => input,
}

/** Makes a masker for these values, in every form of core/runs/output/mask-forms.ts. Each byte that is part of one is masked. */
export function createMasker(secrets: readonly string[]): Masker {
  const forms = [...new Set(secrets.flatMap(maskForms))]
  if (forms.length === 0) return nothing
  const { hits, begunAt } = createPatternSearch(forms.map((form) => Buffer.from(form)))

  function excerpt(value: string | Buffer): string {
    const input = typeof value === 'string' ? Buffer.from(value) : value
    const end = endsWith(input, ELLIPSIS) ? input.length - ELLIPSIS.length : input.length
    const found = hits(input)
    const begun = begunAt(input.subarray(0, end), 0)
    if (end - begun > SHOWN_OF_CUT) found.push({ start: begun, end })
    if (found.length === 0) return value.toString()
    return covered(
      input,
      found.sort((a, b) => a.start - b.start),
    ).toString()
  }

  return {
    active: true,
    text(value) {
      const input = Buffer.from(value)
      const found = hits(input)
      return found.length === 0 ? value : covered(input, found).toString()
    },
    excerpt,
    bytes(input) {
      const found = hits(input)
      const begun = begunAt(input, 0)
      if (begun === input.length) return { output: covered(input, found), held: 0, clean: found.length === 0 }
      const until = holdFrom(begun, found)
      const output = covered(input.subarray(0, until), found)
      return { output, held: input.length - until, clean: found.length === 0 }
    },
    last: (input) => covered(input, hits(input)),
  }
}

/**
 * What begins inside a secret is held back together with that secret: its rest alone would no longer be known as one.
 * Of several, the one that reaches furthest covers the rest of all.
 */
function holdFrom(begun: number, found: readonly Hit[]): number {
  let furthest: Hit | null = null
  for (const hit of found) {
    if (hit.start <= begun && begun < hit.end && hit.end > (furthest?.end ?? 0)) furthest = hit
  }
  return furthest?.start ?? begun
}

function endsWith(input: Buffer, end: Buffer): boolean {
  return input.length >= end.length && input.compare(end, 0, end.length, input.length - end.length) === 0
}

/** The input with one mask in place of each hit, and of hits that overlap. */
function covered(input: Buffer, found: readonly Hit[]): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  let maskedUntil = 0
  for (const { start, end } of found) {
    if (start >= input.length) break
    if (start >= maskedUntil) pieces.push(input.subarray(from, start), MASK)
    maskedUntil = Math.max(maskedUntil, end)
    from = Math.min(maskedUntil, input.length)
  }
  if (pieces.length === 0) return input
  pieces.push(input.subarray(from))
  return Buffer.concat(pieces)
}
