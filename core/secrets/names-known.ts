import type { Vault } from './vault.ts'

/** The names of the secrets; `null` while the vault cannot be read, which is told where secrets are looked at. */
export function namesKnown(vault: Pick<Vault, 'names'>): string[] | null {
  try {
    return vault.names()
  } catch {
    return null
  }
}
