import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** A value under AES-256-GCM; `data` is the ciphertext and after it the 16-byte tag. Both base64. */
export interface Sealed {
  nonce: string
  data: string
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Seals a text under a 32-byte key and a fresh random nonce. `bound` must be the same to open it again. */
export function seal(key: Buffer, bound: string, text: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(bound))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { nonce: nonce.toString('base64'), data: data.toString('base64') }
}

/** Answers `null` when the key, the bound text or a single bit is another. */
export function unseal(key: Buffer, bound: string, sealed: Sealed): string | null {
  const nonce = Buffer.from(sealed.nonce, 'base64')
  const data = Buffer.from(sealed.data, 'base64')
  if (nonce.length !== NONCE_BYTES || data.length < TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(bound))
  decipher.setAuthTag(data.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(data.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/** Tells a wrong key from a damaged value without opening one. Says nothing about the key itself. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('agent-oven vault key\0').update(key).digest('hex').slice(0, 16)
}
