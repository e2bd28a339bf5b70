import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { git, gitInto, gitLines } from './git.js'

const MAX_BYTES = 5 * 1024 * 1024
/** What agent-pipeline itself leaves in a working folder. */
const OWN_FILES = ['state', 'runs', 'logs', 'worktrees', 'loops'].map((f) => `:(exclude).agent-pipeline/${f}`)

/**
 * Writes the whole diff of a run, at most 5 MB of it: the commits of each branch, then what was left uncommitted in
 * each working folder. Answers the totals.
 */
export function writeDiff(file, branches) {
  const parts = [
    ...branches.map(branchDiff),
    ...gitLines(['worktree', 'list', '--porcelain']).flatMap(worktreeDiff),
  ]
  const totals = { filesChanged: 0, insertions: 0, deletions: 0 }
  const out = openSync(file, 'w')
  for (const { cwd, range } of parts) {
    for (const line of gitLines(['diff', '--numstat', ...range], { cwd })) {
      const [added, removed] = line.split('\t')
      totals.filesChanged += 1
      totals.insertions += Number(added) || 0
      totals.deletions += Number(removed) || 0
    }
    if (fstatSync(out).size < MAX_BYTES)
      gitInto(out, ['diff', '--no-color', '--no-ext-diff', ...range], { cwd })
  }
  if (fstatSync(out).size > MAX_BYTES) {
    ftruncateSync(out, MAX_BYTES)
    writeSync(out, `\nThe diff is longer; it was cut after ${MAX_BYTES} bytes.\n`, MAX_BYTES)
  }
  closeSync(out)
  return totals
}

function branchDiff({ commit, commits }) {
  const parent = git(['rev-parse', '--verify', '--quiet', `${commits[0].sha}^`])
  const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
  return { range: [parent.ok ? parent.stdout : emptyTree, commit] }
}

function worktreeDiff(line) {
  if (!line.startsWith('worktree ')) return []
  const cwd = line.slice('worktree '.length)
  // New files show up in a diff only once the index knows their names.
  git(['add', '--all', '--intent-to-add', '--', '.', ...OWN_FILES], { cwd })
  return [{ cwd, range: ['HEAD', '--', '.', ...OWN_FILES] }]
}
