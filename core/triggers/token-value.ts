import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TokenKind } from '../../contract/index.ts'

/** What stands before a value, so that it is known for what it is wherever it turns up. */
export const TOKEN_PREFIX = 'ovt_'
/** As the Standard Webhooks write a secret: this, then base64 of its bytes. */
export const SECRET_PREFIX = 'whsec_'

const BYTES = 32

/** A new value of 256 random bits. */
export function mintValue(kind: TokenKind): string {
  const bytes = randomBytes(BYTES)
  return kind === 'secret'
    ? `${SECRET_PREFIX}${bytes.toString('base64')}`
    : `${TOKEN_PREFIX}${bytes.toString('base64url')}`
}

export function hashOf(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex')
}

/** What may be shown of a value: its last four letters and digits. */
export function endingOf(value: string): string {
  return value.replace(/[^A-Za-z0-9]+/g, '').slice(-4)
}

/** Compares two SHA-256 (hex) in a time that says nothing of where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')]
  return a.length === b.length && timingSafeEqual(a, b)
}
