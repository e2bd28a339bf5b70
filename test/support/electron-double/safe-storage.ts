import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SafeStorage } from 'electron'

/** The keyring: one password a desktop, here a random one for the process's life. Tests may lock it or take it away. */
export const keyring = {
  password: randomBytes(32),
  isAvailable: true,
  backend: 'gnome_libsecret' as ReturnType<SafeStorage['getSelectedStorageBackend']>,
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The asynchronous half of Electron's `safeStorage`: what one keyring encrypts no other decrypts. */
export const safeStorage = {
  isAsyncEncryptionAvailable: async () => keyring.isAvailable,
  getSelectedStorageBackend: () => keyring.backend,
  async encryptStringAsync(plainText) {
    if (!keyring.isAvailable) throw new Error('Encryption is not available.')
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', keyring.password, nonce)
    return Buffer.concat([nonce, cipher.update(plainText, 'utf8'), cipher.final(), cipher.getAuthTag()])
  },
  async decryptStringAsync(encrypted) {
    if (!keyring.isAvailable) throw new Error('Decryption is not available.')
    const decipher = createDecipheriv('aes-256-gcm', keyring.password, encrypted.subarray(0, NONCE_BYTES))
    decipher.setAuthTag(encrypted.subarray(-TAG_BYTES))
    const text = decipher.update(encrypted.subarray(NONCE_BYTES, -TAG_BYTES))
    return { shouldReEncrypt: false, result: Buffer.concat([text, decipher.final()]).toString('utf8') }
  },
} satisfies Partial<SafeStorage>
