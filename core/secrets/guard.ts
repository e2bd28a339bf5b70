import { createMasker, type Masker } from '../runs/output/masker.ts'
import type { Vault } from './vault.ts'

/**
 * Masks every secret that this host has opened or been given, whoever's it is: for what the oven says in its own name
 * (warnings, the host's log, notifications), where no single run's masker is at hand.
 */
export function createGuard(vault: Pick<Vault, 'seen'>): (text: string) => string {
  let masker: Masker = createMasker([])
  let known = 0
  return (text) => {
    const values = vault.seen()
    if (values.length !== known) {
      masker = createMasker(values)
      known = values.length
    }
    return masker.text(text)
  }
}
