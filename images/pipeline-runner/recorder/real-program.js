import { accessSync, constants, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SELF = realpathSync(fileURLToPath(new URL('./claude.js', import.meta.url)))

/** The first `claude` on PATH that is not this recorder; `null` when there is none. */
export function findRealProgram(path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder || '.', 'claude')
    try {
      accessSync(candidate, constants.X_OK)
      if (realpathSync(candidate) !== SELF) return candidate
    } catch {
      // Not in this folder.
    }
  }
  return null
}
