import { randomBytes, scrypt } from 'node:crypto'
import { OvenError } from '../../core/errors.ts'
import type { KeySource } from '../../core/ports/vault-keys.ts'

const KEY_BYTES = 32
/** scrypt with 64 MiB and about a fifth of a second, asked once in a host's life. */
const COST = 2 ** 16
const LEAST_PASSPHRASE = 12

/** `AGENT_OVEN_KEY` for a new vault: 32 bytes in base64 are the key itself, anything else is a passphrase. */
export async function newEnvironmentKey(
  text: string,
  variable = 'AGENT_OVEN_KEY',
): Promise<{ key: Buffer; source: KeySource }> {
  const key = asKey(text)
  if (key) return { key, source: { kind: 'environment' } }
  if (text.length < LEAST_PASSPHRASE) {
    throw new OvenError(
      'vault-locked',
      `${variable} is neither 32 bytes in base64 nor a passphrase of at least ${LEAST_PASSPHRASE} characters.`,
      { hint: 'Make a key with `openssl rand -base64 32`. Nothing was changed.' },
    )
  }
  const salt = randomBytes(16)
  return {
    key: await stretch(text, salt, COST),
    source: { kind: 'passphrase', salt: salt.toString('base64'), cost: COST },
  }
}

/** The key of a vault that was made with `AGENT_OVEN_KEY`. */
export async function openEnvironmentKey(
  text: string | undefined,
  source: Extract<KeySource, { kind: 'environment' | 'passphrase' }>,
  path: string,
): Promise<Buffer> {
  if (!text) {
    throw new OvenError('vault-locked', `The secrets in ${path} need AGENT_OVEN_KEY, which is not set.`, {
      hint: 'Start the oven with the AGENT_OVEN_KEY that they were set with. Nothing was changed.',
    })
  }
  if (source.kind === 'passphrase') return stretch(text, Buffer.from(source.salt, 'base64'), source.cost)
  const key = asKey(text)
  if (key) return key
  throw new OvenError(
    'vault-locked',
    `The secrets in ${path} need the AGENT_OVEN_KEY they were set with, 32 bytes in base64; the one at hand is something else.`,
    { hint: 'Start the oven with that key. Nothing was changed.' },
  )
}

function asKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null
  const key = Buffer.from(text, 'base64')
  return key.length === KEY_BYTES ? key : null
}

function stretch(text: string, salt: Buffer, cost: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maxmem = 256 * cost * 8
    scrypt(text.normalize('NFKC'), salt, KEY_BYTES, { N: cost, r: 8, p: 1, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/**
 * The key that is to take `AGENT_OVEN_KEY`'s place: it comes from where that one came from, so the oven cannot make it.
 * Throws `vault-key-elsewhere`, saying what to do.
 */
export async function nextEnvironmentKey(
  env: NodeJS.ProcessEnv,
  path: string,
): Promise<{ key: Buffer; source: KeySource }> {
  const { AGENT_OVEN_KEY: old, AGENT_OVEN_NEXT_KEY: next } = env
  if (next && next !== old) return newEnvironmentKey(next, 'AGENT_OVEN_NEXT_KEY')
  const why = next ? 'AGENT_OVEN_NEXT_KEY is the same key' : 'the oven cannot choose another by itself'
  throw new OvenError(
    'vault-key-elsewhere',
    `The key of the secrets in ${path} is AGENT_OVEN_KEY, which you keep: ${why}.`,
    {
      kind: 'CONFLICT',
      hint: 'Make a new key with `openssl rand -base64 32`. Stop the host, run `oven secrets rotate-key` with the old key in AGENT_OVEN_KEY and the new one in AGENT_OVEN_NEXT_KEY, then start the host with the new one in AGENT_OVEN_KEY. Nothing was changed.',
    },
  )
}
