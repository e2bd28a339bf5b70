/** A length of time as it is being written: a number, and what it counts. */
export interface LengthDraft {
  amount: string
  unit: LengthUnit
}

export type LengthUnit = 'seconds' | 'minutes' | 'hours' | 'days'

const secondsOf: Record<LengthUnit, number> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 }

/** In the largest unit that leaves no rest; nothing written, in `unit`, for none. */
export function readLength(seconds: number | undefined, unit: LengthUnit): LengthDraft {
  if (seconds === undefined) return { amount: '', unit }
  const fitting = (['days', 'hours', 'minutes'] as const).find(
    (each) => seconds !== 0 && seconds % secondsOf[each] === 0,
  )
  const chosen = fitting ?? 'seconds'
  return { amount: String(seconds / secondsOf[chosen]), unit: chosen }
}

/** In seconds. What is not a number stays text, so that it is refused by its field; nothing for nothing written. */
export function writeLength({ amount, unit }: LengthDraft): number | string | undefined {
  const value = readNumber(amount)
  return typeof value === 'number' ? Math.round(value * secondsOf[unit]) : value
}

/** A number out of a text; the text itself when it is none. */
export function readNumber(written: string): number | string | undefined {
  const trimmed = written.trim()
  if (trimmed === '') return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : trimmed
}
