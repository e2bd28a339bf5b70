import { z } from 'zod'

/**
 * How the key of a vault is found again; kept beside the secrets. None of it is the key: `protected` holds it encrypted
 * by something outside the oven's folder.
 */
export const KeySource = z.discriminatedUnion('kind', [
  /** 32 random bytes in a file beside the vault. */
  z.object({ kind: z.literal('key-file') }),
  /** 32 bytes, base64, in `AGENT_OVEN_KEY`. */
  z.object({ kind: z.literal('environment') }),
  /** A passphrase in `AGENT_OVEN_KEY`, by scrypt (RFC 7914). */
  z.object({
    kind: z.literal('passphrase'),
    salt: z.base64(),
    cost: z
      .number()
      .int()
      .min(2)
      .max(2 ** 20),
  }),
  /** Encrypted by the desktop's own keeper of keys. */
  z.object({ kind: z.literal('protected'), by: z.string(), sealed: z.base64() }),
])
export type KeySource = z.infer<typeof KeySource>

/** Makes and finds the 32-byte key of the vault. Implemented by `adapters/secrets`. */
export interface VaultKeys {
  /** A key for a vault that has none: from `AGENT_OVEN_KEY`, the desktop's keeper, or a key file, in this order. */
  create(): Promise<{ key: Buffer; source: KeySource }>
  /**
   * `id`: of the key that is wanted, where a change of keys that was broken off left two. Throws `vault-locked`, saying
   * what is missing and what to do.
   */
  open(source: KeySource, id?: string): Promise<Buffer>
  /**
   * Another key, to take the place of the one at `source`. Nothing is lost if the host ends before the vault is written
   * under it, nor after: `open` finds either by its id. `settle` puts the new one in the old one's place for good. Throws
   * `vault-key-elsewhere` where the key is not the oven's to make, saying what to do.
   */
  renew(source: KeySource): Promise<{ key: Buffer; source: KeySource; settle: () => void }>
  /** Where a key of this source lies, in words. */
  describe(source: KeySource | null): string
}

/** The desktop's own keeper of keys, such as the Mac's Keychain. Implemented by `electron`. */
export interface KeyProtector {
  /** As people call it: "the Keychain". */
  readonly name: string
  /** False where it would not really protect. */
  isAvailable(): Promise<boolean>
  protect(key: Buffer): Promise<Buffer>
  /** Rejects when it was protected by another user or on another machine. */
  reveal(sealed: Buffer): Promise<Buffer>
}
