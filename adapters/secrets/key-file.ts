import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { OvenError } from '../../core/errors.ts'
import { keyIdOf } from '../../core/secrets/seal.ts'
import { diskError } from '../files/disk-error.ts'

const KEY_BYTES = 32

/** The key in `secrets.key`, 32 bytes, mode 0600; `null` when there is none. Throws `vault-locked` when it is no key. */
export function readKeyFile(path: string): Buffer | null {
  let key: Buffer
  try {
    key = readFileSync(path)
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw diskError(error, path)
  }
  if (key.length === KEY_BYTES) return key
  throw new OvenError('vault-locked', `${path} does not hold a key: it has ${key.length} bytes, not 32.`, {
    hint: 'Bring the file back from a backup. Nothing was changed.',
  })
}

/** The key that is there, else a fresh one. Of several first uses one makes it and the others read it. */
export function readOrMakeKeyFile(path: string): Buffer {
  const known = readKeyFile(path)
  if (known) return known
  const draft = `${path}.${process.pid}.draft`
  try {
    writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flush: true })
    // A link, unlike a rename, never replaces: a key that values are under must not be lost.
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(error, path)
  } finally {
    rmSync(draft, { force: true })
  }
  return readKeyFile(path)!
}

/** A key that is to take the place of another waits here until the vault is under it. */
const nextOf = (path: string) => `${path}.next`

/**
 * The key of this id, out of the file or out of the one beside it, where a change of keys that was broken off may have left
 * it; it is put in its place then. Answers what the file holds when neither is it.
 */
export function findKeyFile(path: string, id: string | undefined): Buffer | null {
  const key = readKeyFile(path)
  if (id === undefined || (key && keyIdOf(key) === id)) {
    rmSync(nextOf(path), { force: true })
    return key
  }
  const next = readKeyFile(nextOf(path))
  if (next === null || keyIdOf(next) !== id) return key
  settleKeyFile(path)
  return next
}

/** Writes a fresh key beside the one that is there. */
export function makeNextKeyFile(path: string): Buffer {
  const key = randomBytes(KEY_BYTES)
  try {
    writeFileSync(nextOf(path), key, { mode: 0o600, flush: true })
  } catch (error) {
    throw diskError(error, path)
  }
  return key
}

/** The key beside it takes its place. When that fails it stays where it is found as well. */
export function settleKeyFile(path: string): void {
  try {
    renameSync(nextOf(path), path)
  } catch {
    // Found again, and tried again, when the vault is opened next.
  }
}
