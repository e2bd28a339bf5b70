const PREFIX = 'webhook:'

/**
 * Where the vault keeps the secret that calls are signed with. No person's secret can have such a name, so no job can ask
 * for it.
 */
export function webhookSecretName(tokenId: string): string {
  return `${PREFIX}${tokenId}`
}

/** Whether a secret of the vault is the oven's own, not one that people set. */
export function isWebhookSecret(name: string): boolean {
  return name.startsWith(PREFIX)
}
