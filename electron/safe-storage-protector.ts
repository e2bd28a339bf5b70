import type { SafeStorage } from 'electron'
import type { KeyProtector } from '../core/ports/vault-keys.ts'

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/**
 * Keeps the vault's key as Electron keeps passwords: in the Mac's Keychain, or in the keyring of a Linux desktop.
 * Without a keyring Electron would hide it under a password that everybody knows, so it is not offered then.
 */
export function createSafeStorageProtector(options: {
  safeStorage: Storage
  platform: NodeJS.Platform
}): KeyProtector {
  const { safeStorage, platform } = options
  const name = platform === 'darwin' ? 'the Keychain' : 'the keyring of this desktop'
  return {
    name,
    async isAvailable() {
      if (
        platform === 'linux' &&
        ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
      ) {
        return false
      }
      return safeStorage.isAsyncEncryptionAvailable()
    },
    protect: (key) => safeStorage.encryptStringAsync(key.toString('base64')),
    async reveal(sealed) {
      const { result } = await safeStorage.decryptStringAsync(sealed)
      return Buffer.from(result, 'base64')
    },
  }
}
