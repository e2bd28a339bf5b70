import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a built part is made from. Folders are taken whole; what is missing counts as missing. */
const SOURCES = [
  'contract',
  'core',
  'adapters',
  'server',
  'electron',
  'cli',
  'renderer',
  'build/icons/tray',
  'package.json',
  'package-lock.json',
]

/**
 * A digest of the names, sizes and times of everything that goes into a build: cheap (no file is read), and it changes
 * with every edit, checkout or removal.
 */
export function stampSources(root: string, config: string): string {
  const hash = createHash('sha256')
  for (const source of [...SOURCES, config])
    for (const line of describe(join(root, source))) hash.update(line)
  return hash.digest('hex')
}

/** Whether `folder` was built from sources with this stamp. */
export function isBuiltFrom(folder: string, stamp: string): boolean {
  try {
    return readFileSync(stampFile(folder), 'utf8') === stamp
  } catch {
    return false
  }
}

/** Notes what `folder` was built from; call it only after the build succeeded. */
export function noteBuiltFrom(folder: string, stamp: string): void {
  writeFileSync(stampFile(folder), stamp)
}

/** Beside the folder, not in it: builds empty their folder, and the server would hand it out. */
function stampFile(folder: string): string {
  return `${folder}.built-from`
}

function* describe(path: string): Generator<string> {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return
  if (!stats.isDirectory()) {
    yield `${path}\0${stats.size}\0${stats.mtimeMs}\n`
    return
  }
  for (const name of readdirSync(path).sort()) yield* describe(join(path, name))
}
