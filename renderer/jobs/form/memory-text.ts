const MIB = 1024 ** 2
const units: Record<string, number> = { b: 1, k: 1024, m: MIB, g: 1024 ** 3, t: 1024 ** 4 }

/** Bytes of a size such as `512m`, `2g` or `1.5 GiB`; null for what is none. Plain numbers are bytes, as docker has it. */
export function readMemory(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text.trim())
  if (match === null) return null
  return Number(match[1]) * (units[match[2]!.toLowerCase() || 'b'] ?? 1)
}

/** A size as docker takes it: `2g`, or `768m` where it is no whole number of gibibytes. */
export function memoryText(bytes: number): string {
  const mebibytes = Math.round(bytes / MIB)
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`
}
