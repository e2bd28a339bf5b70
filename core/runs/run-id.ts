import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new run's id: ten characters of time, so that ids sort as the runs were asked for, and ten of chance. */
export function createRunId(nowMs: number): string {
  let time = ''
  for (let rest = nowMs, place = 0; place < 10; place += 1, rest = Math.floor(rest / 32)) {
    time = ALPHABET[rest % 32] + time
  }
  const chance = [...randomBytes(10)].map((byte) => ALPHABET[byte % 32]).join('')
  return time + chance
}
