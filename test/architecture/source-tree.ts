import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the project, its path relative to the root, with `/`. */
export interface SourceFile {
  path: string
  text: string
}

const LEFT_OUT = new Set(['node_modules', 'dist', 'out', '.git', '.cache', 'coverage', 'test-results'])

/** Every file below the named folders of `root` whose name ends as `endings` say. */
export function readTree(
  root: string,
  folders: readonly string[],
  endings = ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
): SourceFile[] {
  return folders.flatMap((folder) => [...walk(root, folder, endings)])
}

function* walk(root: string, folder: string, endings: string[]): Generator<SourceFile> {
  for (const entry of entriesOf(join(root, folder))) {
    if (LEFT_OUT.has(entry.name)) continue
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) yield* walk(root, path, endings)
    else if (endings.some((ending) => entry.name.endsWith(ending)))
      yield { path, text: readFileSync(join(root, path), 'utf8') }
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    // A folder of the plan that nobody has begun yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
