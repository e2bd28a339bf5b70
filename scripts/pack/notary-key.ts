import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Apple's notary service is spoken to with a key in a file (`APPLE_API_KEY` names it); a hosted machine is given the key as
 * text, in base64. Writes that text to a file of this user's alone, names it in `env`, and takes the text out. The answer
 * removes the file again.
 */
export function placeNotaryKey(env: NodeJS.ProcessEnv): () => void {
  const text = env.APPLE_API_KEY_BASE64
  delete env.APPLE_API_KEY_BASE64
  if (!text) return () => {}
  const folder = mkdtempSync(join(tmpdir(), 'oven-notary-'))
  const file = join(folder, 'key.p8')
  writeFileSync(file, Buffer.from(text, 'base64'), { mode: 0o600 })
  env.APPLE_API_KEY = file
  return () => {
    delete env.APPLE_API_KEY
    rmSync(folder, { recursive: true, force: true })
  }
}
