import type { Tokens } from '../../contract/index.ts'

/** `$0.42`; less than a cent is said so, never rounded to nothing. */
export function formatMoney(usd: number): string {
  if (usd === 0) return '$0.00'
  if (usd < 0.01) return '< $0.01'
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** `940`, `31k`, `1.2M`. */
export function formatCount(count: number): string {
  if (count < 1000) return String(count)
  if (count < 9950) return `${(count / 1000).toFixed(1).replace(/\.0$/, '')}k`
  if (count < 999_500) return `${Math.round(count / 1000)}k`
  return `${(count / 1_000_000).toFixed(1).replace(/\.0$/, '')}M`
}

export function totalTokens(tokens: Tokens): number {
  return tokens.input + tokens.output + tokens.cacheRead + tokens.cacheCreation
}

/** What the total is made of, for a tooltip. */
export function describeTokens(tokens: Tokens): string {
  const part = (count: number, name: string) => `${count.toLocaleString('en-US')} ${name}`
  return [
    part(tokens.input, 'in'),
    part(tokens.output, 'out'),
    part(tokens.cacheRead, 'read from cache'),
    part(tokens.cacheCreation, 'written to cache'),
  ].join(' · ')
}

/** `512 B`, `64 kB`, `8.4 MB`, `1.2 GB`, in powers of 1024. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** `1 run`, `3 runs`. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}
