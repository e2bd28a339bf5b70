import type { Masker } from './masker.ts'

/** The same value with secrets taken out of every text in it, also those that a text was cut off within. */
export function maskStrings<T>(value: T, masker: Masker): T {
  return masker.active ? (masked(value, masker) as T) : value
}

function masked(value: unknown, masker: Masker): unknown {
  if (typeof value === 'string') return masker.excerpt(value)
  if (Array.isArray(value)) return value.map((item) => masked(item, masker))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, masker)]))
}
