import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { OvenError } from '../../core/errors.ts'
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
