import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import { relative } from 'node:path'
import { git, gitInto, gitLines, REPO_FOLDER } from './git.js'

const MAX_BYTES = 5 * 1024 * 1024
/** The same whatever the repository's configuration says; names as they are. */
const DIFF = [
  '-c',
  'core.quotePath=false',
  'diff',
  '--no-color',
  '--no-ext-diff',
  '--src-prefix=a/',
  '--dst-prefix=b/',
]
/** What agent-pipeline itself leaves in a working folder. */
const OWN_FILES = ['state', 'runs', 'logs', 'worktrees', 'loops'].map((f) => `:(exclude).agent-pipeline/${f}`)

/**
 * Writes the whole diff of a run, at most 5 MB of it: the commits of each branch, then what was left uncommitted in
 * each working folder, each after a line that says what it is of (`core/runs/kept/diff-parts.ts` reads it; programs that
 * apply patches pass over it). Answers the totals.
 */
export function writeDiff(file, branches) {
  const parts = [
    ...branches.map(branchDiff),
    ...gitLines(['worktree', 'list', '--porcelain']).flatMap(worktreeDiff),
  ]
  const totals = { filesChanged: 0, insertions: 0, deletions: 0 }
  rmSync(file, { force: true })
  // Git writes into it too: whoever writes, writes at its end.
  const out = openSync(file, 'a')
  for (const { cwd, range, heading } of parts) {
    for (const line of gitLines(['diff', '--numstat', ...range], { cwd })) {
      const [added, removed] = line.split('\t')
      totals.filesChanged += 1
      totals.insertions += Number(added) || 0
      totals.deletions += Number(removed) || 0
    }
    if (fstatSync(out).size < MAX_BYTES) writePart(out, heading, [...DIFF, ...range], cwd)
  }
  if (fstatSync(out).size > MAX_BYTES) {
    ftruncateSync(out, MAX_BYTES)
    writeSync(out, `\nThe diff is longer; it was cut after ${MAX_BYTES} bytes.\n`)
  }
  closeSync(out)
  return totals
}

/** A part of which nothing came has no heading either. */
function writePart(out, heading, args, cwd) {
  const before = fstatSync(out).size
  const begun = before + writeSync(out, `# agent-oven: ${heading}\n`)
  gitInto(out, args, { cwd })
  if (fstatSync(out).size === begun) ftruncateSync(out, before)
}

function branchDiff({ name, commit, commits }) {
  const parent = git(['rev-parse', '--verify', '--quiet', `${commits[0].sha}^`])
  const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
  return { heading: `branch ${name}`, range: [parent.ok ? parent.stdout : emptyTree, commit] }
}

function worktreeDiff(line) {
  if (!line.startsWith('worktree ')) return []
  const cwd = line.slice('worktree '.length)
  // New files show up in a diff only once the index knows their names.
  git(['add', '--all', '--intent-to-add', '--', '.', ...OWN_FILES], { cwd })
  const heading = `uncommitted ${relative(REPO_FOLDER, cwd)}`.trimEnd()
  return [{ cwd, heading, range: ['HEAD', '--', '.', ...OWN_FILES] }]
}
