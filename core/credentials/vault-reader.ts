import type { SecretReader } from '../ports/secret-reader.ts'
import type { Vault } from '../secrets/vault.ts'

/** Reads single secrets, by names that may not be there. */
export function createVaultReader(vault: Pick<Vault, 'names' | 'list' | 'read'>): SecretReader {
  return {
    async read(name, { use = false } = {}) {
      if (!vault.names().includes(name)) return null
      if (use) return (await vault.read([name]))[name] ?? null
      const { secrets, problem } = await vault.list()
      if (problem) throw problem
      return secrets.find((secret) => secret.name === name)?.value ?? null
    },
  }
}
