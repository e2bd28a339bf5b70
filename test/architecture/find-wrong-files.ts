import { blankComments, blankStrings } from './imports-of.ts'
import type { SourceFile } from './source-tree.ts'

const MAX_LINES = 300

/** Tests are lists of cases and may be longer. */
const MAX_TEST_LINES = 500

/** Files that may be longer, each with its reason. */
const LONG_FOR_A_REASON: Record<string, string> = {}

/** Files whose default export somebody else asks for: tools' configurations, declarations, the stand-in of a package. */
const DEFAULT_EXPORT_READERS =
  /(^|[./])config\.ts$|\.d\.ts$|^test\/support\/(.*-setup|electron-double\/index)\.ts$/

const VAGUE = /^(utils?|helpers?|common|misc|shared|lib)(\.|$)/
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/

/** Everything about files themselves that goes against docs and style, as `file: why`. */
export function findWrongFiles(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const found: string[] = []
    const lines = text.trimEnd().split('\n').length
    const most = /^test\/.*\.test\.tsx?$/.test(path) ? MAX_TEST_LINES : MAX_LINES
    if (lines > most && !LONG_FOR_A_REASON[path])
      found.push(`${path}: ${lines} lines; a file of more than ${most} splits by what it does`)
    for (const name of path.split('/')) {
      if (VAGUE.test(name)) found.push(`${path}: "${name}" says nothing about what is in it`)
      if (!KEBAB.test(name)) found.push(`${path}: "${name}" is not kebab-case`)
    }
    if (/(^|\/)index\.[a-z]+$/.test(path) && !MAY_BE_INDEX.has(path))
      found.push(`${path}: only the contract has an index; import the file itself`)
    if (
      /^\s*export\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/m.test(blankStrings(blankComments(text))) &&
      !DEFAULT_EXPORT_READERS.test(path)
    )
      found.push(`${path}: exports by default; name it`)
    return found
  })
}

/** `contract/` is the one barrel; the others are entries that a tool looks for by this name. */
const MAY_BE_INDEX = new Set([
  'contract/index.ts',
  // The name that `resolve.alias.electron` stands for.
  'test/support/electron-double/index.ts',
])
