import { randomBytes } from 'node:crypto'
import { OvenError } from '../../core/errors.ts'
import type { KeyProtector, KeySource, VaultKeys } from '../../core/ports/vault-keys.ts'
import { newEnvironmentKey, nextEnvironmentKey, openEnvironmentKey } from './environment-key.ts'
import { findKeyFile, makeNextKeyFile, readOrMakeKeyFile, settleKeyFile } from './key-file.ts'

/** The key of the vault: `AGENT_OVEN_KEY`, the desktop's keeper of keys, or a file beside the vault. */
export function createVaultKeys(options: {
  vaultPath: string
  keyFilePath: string
  env: NodeJS.ProcessEnv
  /** `null` without a desktop. */
  protector: KeyProtector | null
}): VaultKeys {
  const { vaultPath, keyFilePath, env, protector } = options

  async function reveal(source: Extract<KeySource, { kind: 'protected' }>): Promise<Buffer> {
    if (!protector) {
      throw appOnly(source.by)
    }
    try {
      const key = await protector.reveal(Buffer.from(source.sealed, 'base64'))
      if (key.length === 32) return key
    } catch (error) {
      throw refused(source.by, error)
    }
    throw refused(source.by, null)
  }

  function appOnly(by: string): OvenError {
    return new OvenError(
      'vault-locked',
      `The key of the secrets in ${vaultPath} lies in ${by}, which only the Agent Oven app can ask.`,
      { hint: 'Open the app and try again; commands then speak to it. Nothing was changed.' },
    )
  }

  function refused(by: string, cause: unknown): OvenError {
    return new OvenError('vault-locked', `${by} does not give out the key of the secrets in ${vaultPath}.`, {
      hint: 'Unlock it and allow Agent Oven to use it. On another machine or for another user it stays closed: move the file away then, and set the secrets anew. Nothing was changed.',
      cause: cause ?? undefined,
    })
  }

  return {
    async create() {
      if (env.AGENT_OVEN_KEY) return newEnvironmentKey(env.AGENT_OVEN_KEY)
      if (protector && (await protector.isAvailable())) {
        return protectedKey(protector)
      }
      return { key: readOrMakeKeyFile(keyFilePath), source: { kind: 'key-file' } }
    },
    async open(source, id) {
      if (source.kind === 'protected') return reveal(source)
      if (source.kind !== 'key-file') return openEnvironmentKey(env.AGENT_OVEN_KEY, source, vaultPath)
      const key = findKeyFile(keyFilePath, id)
      if (key) return key
      throw new OvenError(
        'vault-locked',
        `The key of the secrets in ${vaultPath} should lie in ${keyFilePath}, which is not there.`,
        {
          hint: 'Bring the key file back from a backup. Without it the values are lost: move secrets.json away then, and set them anew. Nothing was changed.',
        },
      )
    },
    async renew(source) {
      const settle = () => {}
      if (source.kind === 'key-file') {
        return { key: makeNextKeyFile(keyFilePath), source, settle: () => settleKeyFile(keyFilePath) }
      }
      if (source.kind !== 'protected') return { ...(await nextEnvironmentKey(env, vaultPath)), settle }
      if (!protector) throw appOnly(source.by)
      return { ...(await protectedKey(protector)), settle }
    },
    describe(source) {
      if (source === null) return 'no key yet; it is made with the first secret'
      if (source.kind === 'key-file') return keyFilePath
      return source.kind === 'protected' ? source.by : 'AGENT_OVEN_KEY'
    },
  }
}

async function protectedKey(protector: KeyProtector): Promise<{ key: Buffer; source: KeySource }> {
  const key = randomBytes(32)
  const sealed = (await protector.protect(key)).toString('base64')
  return { key, source: { kind: 'protected', by: protector.name, sealed } }
}
