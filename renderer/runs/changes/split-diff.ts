/** One file's part of a unified diff, before anything of it is laid out. */
export interface DiffFile {
  /** As it is now; as it was, where it is gone. */
  path: string
  /** As it was, where it has another name now. */
  oldPath: string | null
  kind: 'added' | 'deleted' | 'renamed' | 'changed'
  added: number
  removed: number
  isBinary: boolean
  text: string
}

/** Beyond this a file is folded up at first: few read it, and laying it out takes a moment. */
const LONG_LINES = 400
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|go\.sum|composer\.lock)$|\.min\.(js|css)$|\.snap$/

/** Cuts a diff as git writes it into its files, and counts their lines. Its last file may be cut short. */
export function splitDiff(diff: string): DiffFile[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter((text) => text.startsWith('diff --git '))
    .map(readFile)
}

export function startsFolded({ path, added, removed, isBinary }: DiffFile): boolean {
  return isBinary || added + removed > LONG_LINES || GENERATED.test(path)
}

function readFile(text: string): DiffFile {
  const lines = text.replace(/\n+$/, '').split('\n')
  const firstHunk = lines.findIndex((line) => line.startsWith('@@ '))
  const head = firstHunk === -1 ? lines : lines.slice(0, firstHunk)
  const body = firstHunk === -1 ? [] : lines.slice(firstHunk)
  const after = (start: string) => head.find((line) => line.startsWith(start))?.slice(start.length)
  const renamedFrom = after('rename from ') ?? null
  const kind = head.some((line) => line.startsWith('new file mode'))
    ? 'added'
    : head.some((line) => line.startsWith('deleted file mode'))
      ? 'deleted'
      : renamedFrom === null
        ? 'changed'
        : 'renamed'
  return {
    path: unquoted(
      after('rename to ') ?? fileName(after('+++ ')) ?? fileName(after('--- ')) ?? nameOf(lines[0]!),
    ),
    oldPath: renamedFrom && unquoted(renamedFrom),
    kind,
    added: body.filter((line) => line.startsWith('+')).length,
    removed: body.filter((line) => line.startsWith('-')).length,
    isBinary: head.some((line) => line.startsWith('Binary files ') || line === 'GIT binary patch'),
    text: lines.join('\n'),
  }
}

/** `b/src/a.ts`, perhaps in quotes or followed by a tab, without what git put before it. */
function fileName(name: string | undefined): string | null {
  if (name === undefined || name.startsWith('/dev/null')) return null
  return unquoted(name.replace(/\t$/, '')).replace(/^[ab]\//, '')
}

/** Of `diff --git a/x b/x`: both are the same where there is no other line that names the file. */
function nameOf(header: string): string {
  const names = header.slice('diff --git '.length)
  const half = names.slice(0, (names.length - 1) / 2)
  return unquoted(half).replace(/^a\//, '')
}

function unquoted(name: string): string {
  return /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(["\\])/g, '$1') : name
}
