const powers: Record<string, number> = { b: 0, k: 1, m: 2, g: 3, t: 4 }

/** The least memory docker gives a container. */
export const MIN_MEMORY_BYTES = 6 * 1024 * 1024

/**
 * Bytes from a size as docker writes it: `512m`, `2g`, `1.5GiB`, or a bare number of bytes; units count in 1024s, whatever
 * they are called. Null for what is not a size.
 */
export function parseMemoryBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([bkmgt])(?:i?b)?)?$/i.exec(text.trim())
  if (match === null || /^\S*bi?b$/i.test(text)) return null
  const bytes = Math.floor(Number(match[1]) * 1024 ** powers[(match[2] ?? 'b').toLowerCase()]!)
  return Number.isSafeInteger(bytes) ? bytes : null
}
