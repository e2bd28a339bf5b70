import type { ChangeHub } from '../../changes/change-hub.ts'
import type { Config } from '../../ports/config-store.ts'
import type { Vault } from '../../secrets/vault.ts'

/** What GitHub may have signed with. */
export interface WebhookSecrets {
  /** The newest first; none while none is set. Throws what the vault throws. */
  values(): Promise<string[]>
}

export function createWebhookSecrets(deps: {
  readConfig: () => Pick<Config, 'github'>
  vault: Pick<Vault, 'names' | 'read'>
  changes: Pick<ChangeHub, 'on'>
}): WebhookSecrets {
  const { readConfig, vault, changes } = deps
  /** Opened once: the vault notes every opening in its file. */
  let opened: Promise<string[]> | null = null
  changes.on(({ type }) => {
    if (type === 'secret' || type === 'settings') opened = null
  })

  async function open(): Promise<string[]> {
    const { webhookSecret, formerWebhookSecret } = readConfig().github
    const wanted = [webhookSecret, ...(formerWebhookSecret === undefined ? [] : [formerWebhookSecret])]
    const there = vault.names()
    const names = [...new Set(wanted)].filter((name) => there.includes(name))
    const values = await vault.read(names)
    return names.flatMap((name) => values[name] || [])
  }

  return {
    async values() {
      opened ??= open()
      const mine = opened
      try {
        return await mine
      } catch (error) {
        if (opened === mine) opened = null
        throw error
      }
    },
  }
}
