import type { Tokens } from '../../contract/index.ts'

/** `850 ms`, `12 s`, `4 min 05 s`, `2 h 03 min`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** An instant in the reader's own zone: `2026-11-20 22:05:00`. */
export function instant(iso: string | null | undefined): string {
  if (!iso) return '–'
  const date = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** All tokens that were counted, shortly: `842`, `31k`, `1.2M`. */
export function tokenCount(tokens: Tokens | null): string {
  if (!tokens) return '–'
  const sum = tokens.input + tokens.output + tokens.cacheRead + tokens.cacheCreation
  if (sum < 1000) return String(sum)
  return sum < 999_500 ? `${Math.round(sum / 1000)}k` : `${(sum / 1_000_000).toFixed(1)}M`
}

export function cost(usd: number | null): string {
  return usd === null ? '–' : `$${usd.toFixed(2)}`
}

export function size(bytes: number | null): string {
  if (bytes === null) return '–'
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
