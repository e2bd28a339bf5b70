import type { Run } from '../../contract/index.ts'
import { git } from './git.ts'

/**
 * Looks into the bare remote itself, not at what the run says of it: every branch the run claims to have pushed stands
 * there, and every commit it claims is reachable from one of them and was not on `main` before. Answers what is wrong,
 * one sentence each; nothing wrong is an empty list.
 */
export async function checkArrival(
  run: Pick<Run, 'branches' | 'commits'>,
  remote: string,
): Promise<string[]> {
  if (run.branches.length === 0) return ['The run names no branch.']
  if (run.commits.length === 0) return ['The run names no commit.']
  const heads = await git(remote, 'for-each-ref', '--format=%(objectname) %(refname:short)', 'refs/heads')
  const onRemote = new Map(heads.split('\n').map((line) => line.split(' ').reverse() as [string, string]))
  const missing = run.branches.filter((branch) => onRemote.get(branch.name) !== branch.commit)
  if (missing.length > 0)
    return missing.map((branch) => `${branch.name} is not on the remote at ${branch.commit.slice(0, 7)}.`)
  const fresh = await git(remote, 'rev-list', ...run.branches.map((branch) => branch.name), '^main')
  const shas = new Set(fresh.split('\n'))
  return run.commits
    .filter((commit) => !shas.has(commit.sha))
    .map((commit) => `Commit ${commit.sha.slice(0, 7)} (${commit.subject}) is not on the remote.`)
}
