/**
 * The fault suite has two forms: a short one for every change, and a long one (`FAULTS=long`, `npm run test:faults`)
 * whose figures stand in docs/reliability.md. Both begin from one seed, which `FAULTS_SEED` changes.
 */
export const isLong = process.env.FAULTS === 'long'

/** What a test uses in the present form. */
export function inForm<T>(forms: { short: T; long: T }): T {
  return isLong ? forms.long : forms.short
}

const DEFAULT_SEED = 20_261_120

/** A source of random numbers of one test: the same in every run with the same seed. */
export interface Chance {
  readonly seed: number
  /** 0 ≤ x < 1. */
  next(): number
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  pick<T>(choices: readonly T[]): T
}

/** Says its seed once, so that a failure can be repeated. `name` keeps tests from drawing the same numbers. */
export function createChance(name: string): Chance {
  const seed = Number(process.env.FAULTS_SEED ?? DEFAULT_SEED)
  if (!Number.isSafeInteger(seed)) throw new Error(`FAULTS_SEED must be a whole number.`)
  process.stdout.write(`${name}: FAULTS_SEED=${seed}\n`)
  let state = seed
  for (const character of name) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193)
  // Mulberry32 (Tommy Ettinger, public domain): short, and even enough to choose moments.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return { seed, next, between, pick: (choices) => choices[between(0, choices.length - 1)]! }
}
