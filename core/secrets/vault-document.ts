import { z } from 'zod'
import { SecretName } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import { KeySource } from '../ports/vault-keys.ts'
import { isWebhookSecret } from './webhook-secret-name.ts'

/** A person's secret, or one of the oven's own (webhook-secret-name.ts). */
const KeptName = z.union([SecretName, z.string().refine(isWebhookSecret)])

const Sealed = { nonce: z.base64(), data: z.base64() }

/** `secrets.json`. What can be read in it without the key: names and dates. */
export const VaultDocument = z.object({
  version: z.literal(1),
  /** `null` before the first secret. */
  key: z.object({ id: z.string(), source: KeySource }).nullable(),
  secrets: z.record(KeptName, z.object({ ...Sealed, setAt: z.string(), lastUsedAt: z.string().nullable() })),
  /** Values that were replaced or removed while runs that know them were active: masked until those have ended. */
  retired: z.array(z.object({ ...Sealed, name: KeptName })).default([]),
  /**
   * What a run was handed that is kept nowhere else (a token minted for it, a login as it then was): masked by the host that
   * takes the run up. Gone with the run's end.
   */
  handed: z.record(z.string(), z.array(z.object(Sealed))).default({}),
})
export type VaultDocument = z.infer<typeof VaultDocument>

export const emptyVault: VaultDocument = { version: 1, key: null, secrets: {}, retired: [], handed: {} }

/** Reads the file's text. Throws `vault-broken` or `vault-version`, naming the file; the file stays as it is. */
export function parseVault(text: string | null, path: string): VaultDocument {
  if (text === null) return emptyVault
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw broken(path, 'it is not JSON')
  }
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined
  if (typeof version === 'number' && version !== 1) {
    throw new OvenError(
      'vault-version',
      `The secrets in ${path} are of version ${version}, which this Agent Oven does not know.`,
      { hint: 'A newer Agent Oven wrote them: update this one. The file was left as it is.' },
    )
  }
  const parsed = VaultDocument.safeParse(value)
  if (parsed.success) return parsed.data
  const at = parsed.error.issues[0]?.path.join('.')
  throw broken(path, at ? `"${at}" is not what it should be` : 'it does not hold what it should')
}

function broken(path: string, why: string): OvenError {
  return new OvenError('vault-broken', `The secrets in ${path} cannot be read: ${why}.`, {
    hint: 'Bring the file back from a backup, or move it away and set the secrets anew. It was left as it is; everything that needs no secret goes on.',
  })
}
