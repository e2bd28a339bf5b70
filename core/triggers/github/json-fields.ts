/** Reading what somebody else wrote: what is not of the kind that is asked for is as if it were not there. */
export type Fields = Record<string, unknown>

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const whole = (value: unknown): number | null =>
  Number.isSafeInteger(value) ? (value as number) : null
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
