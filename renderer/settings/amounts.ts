/** A number with the unit in which a person would write it. */
export interface Amount {
  number: number
  unit: string
}

const seconds = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const
const bytes = [
  ['TB', 1024 ** 4],
  ['GB', 1024 ** 3],
  ['MB', 1024 ** 2],
] as const

/** Units of a kind of setting, largest first, each with how much of the setting's own unit it is. */
export function unitsOf(kind: 'seconds' | 'bytes'): readonly (readonly [string, number])[] {
  return kind === 'seconds' ? seconds : bytes
}

/** In the largest unit of which it is a whole number; for sizes, in which it has two decimals at most. */
export function toAmount(value: number, kind: 'seconds' | 'bytes'): Amount {
  const units = unitsOf(kind)
  const grain = kind === 'bytes' ? 100 : 1
  const fitting = units.find(([, size]) => value >= size && Number.isInteger((value / size) * grain))
  const [unit, size] = fitting ?? units.at(-1)!
  return { number: Math.round((value / size) * 100) / 100, unit }
}

export function fromAmount({ number, unit }: Amount, kind: 'seconds' | 'bytes'): number {
  const size = unitsOf(kind).find(([name]) => name === unit)?.[1] ?? 1
  return Math.round(number * size)
}

/** `12 hours`, `5 GB`. */
export function amountText(value: number, kind: 'seconds' | 'bytes'): string {
  const { number, unit } = toAmount(value, kind)
  const word = number === 1 && kind === 'seconds' ? unit.slice(0, -1) : unit
  return `${number.toLocaleString('en-US')} ${word}`
}
