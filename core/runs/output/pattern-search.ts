/** Where one of several byte strings was found. */
export interface Hit {
  start: number
  end: number
}

/** Looks for many byte strings at once. */
export interface PatternSearch {
  /** Every place where a pattern stands, the longest for each start, by start; they may overlap. */
  hits(input: Buffer): Hit[]
  /** The first place, not before `from`, at which the input ends in the middle of a pattern; its length when nowhere. */
  begunAt(input: Buffer, from: number): number
}

const BLOCKS = 65536
const DEFAULT_SHIFT = 255

/**
 * Wu and Manber's search (A Fast Algorithm for Multi-Pattern Searching, 1994) on blocks of two bytes: it looks at the
 * end of a window as long as the shortest pattern, and mostly skips it whole. Patterns must have at least two bytes.
 */
export function createPatternSearch(patterns: readonly Buffer[]): PatternSearch {
  const window = Math.min(DEFAULT_SHIFT, ...patterns.map((pattern) => pattern.length))
  const longest = Math.max(0, ...patterns.map((pattern) => pattern.length))
  const shifts = new Uint8Array(BLOCKS).fill(Math.max(1, window - 1))
  const candidates = new Map<number, Buffer[]>()
  const beginnings = new Uint8Array(BLOCKS)
  const firstBytes = new Uint8Array(256)
  const byBeginning = new Map<number, Buffer[]>()

  for (const pattern of patterns) {
    for (let end = 1; end < window; end += 1) {
      const block = blockAt(pattern, end)
      shifts[block] = Math.min(shifts[block]!, window - 1 - end)
    }
    addTo(candidates, blockAt(pattern, window - 1), pattern)
    addTo(byBeginning, blockAt(pattern, 1), pattern)
    beginnings[blockAt(pattern, 1)] = 1
    firstBytes[pattern[0]!] = 1
  }
  for (const list of candidates.values()) list.sort((a, b) => b.length - a.length)

  function hits(input: Buffer): Hit[] {
    const found: Hit[] = []
    const { length } = input
    let at = window - 1
    while (at < length) {
      const block = (input[at - 1]! << 8) | input[at]!
      const shift = shifts[block]!
      if (shift > 0) {
        at += shift
        continue
      }
      const start = at - window + 1
      for (const pattern of candidates.get(block)!) {
        if (!standsAt(input, start, pattern, pattern.length)) continue
        found.push({ start, end: start + pattern.length })
        break
      }
      at += 1
    }
    return found
  }

  function begunAt(input: Buffer, from: number): number {
    const { length } = input
    const last = length - 1
    for (let start = Math.max(from, length - longest + 1, 0); start < last; start += 1) {
      const block = (input[start]! << 8) | input[start + 1]!
      if (beginnings[block] === 0) continue
      const left = length - start
      for (const pattern of byBeginning.get(block)!) {
        if (pattern.length > left && standsAt(input, start, pattern, left)) return start
      }
    }
    return last >= from && last >= 0 && firstBytes[input[last]!] === 1 ? last : length
  }

  return { hits, begunAt }
}

/** Compared byte by byte: for some tens of bytes that is faster than making views of them. */
function standsAt(input: Buffer, start: number, pattern: Buffer, count: number): boolean {
  if (start + count > input.length) return false
  for (let index = 0; index < count; index += 1) if (input[start + index] !== pattern[index]) return false
  return true
}

function blockAt(pattern: Buffer, end: number): number {
  return (pattern[end - 1]! << 8) | pattern[end]!
}

function addTo(map: Map<number, Buffer[]>, block: number, pattern: Buffer): void {
  const list = map.get(block)
  if (list) list.push(pattern)
  else map.set(block, [pattern])
}
