import { OvenError } from '../../core/errors.ts'
import type { SourceTree } from '../../core/ports/source-reader.ts'
import { runGit } from './git-process.ts'

export interface GitTreeOptions {
  repo: string
  commit: string
  env: NodeJS.ProcessEnv
  deadlineMs: number
  signal?: AbortSignal | undefined
  /** Contents that are missing are to be had from where it was fetched. */
  isPartial: boolean
}

interface Entry {
  id: string
  path: string
}

/** A commit's files through git itself: nothing is checked out, so no filter and no link of the repository acts. */
export function createGitTree({
  repo,
  commit,
  env,
  deadlineMs,
  signal,
  isPartial,
}: GitTreeOptions): SourceTree {
  async function git(args: readonly string[]): Promise<string> {
    const end = await runGit({ args: ['-C', repo, ...args], env, deadlineMs, signal })
    if (end.exitCode === 0) return end.stdout
    throw new OvenError(
      'other',
      end.isLate ? `git did not answer within ${deadlineMs / 1000} s` : end.stderr.trim(),
    )
  }

  /** Files (not links, not folders) among paths; a path that ends in "/" stands for what is in it. */
  async function entries(paths: readonly string[]): Promise<Entry[]> {
    if (paths.length === 0) return []
    const listed = await git(['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', commit, '--', ...paths])
    return listed.split('\0').flatMap((line) => {
      const match = /^100\d+ blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line)
      return match ? [{ id: match[1]!, path: match[2]! }] : []
    })
  }

  /** Gets in one go what was left out; what fails here fails again, with its reason, where it is read. */
  async function prefetch(ids: readonly string[]): Promise<void> {
    if (!isPartial || ids.length === 0) return
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--filter=blob:none', 'origin']
    await runGit({ args: ['-C', repo, ...args, ...ids], env, deadlineMs, signal })
  }

  return {
    commit,
    async list(folder) {
      return (await entries([`${folder}/`])).map(({ path }) => path)
    },
    async read(paths, { maxBytes }) {
      const found = await entries(paths)
      await prefetch(found.map(({ id }) => id))
      const texts = new Map<string, string>()
      for (const { id, path } of found) {
        if (Number(await git(['cat-file', '-s', id])) > maxBytes) continue
        texts.set(path, await git(['cat-file', 'blob', id]))
      }
      return texts
    },
    async existing(paths) {
      return new Set((await entries(paths)).map(({ path }) => path))
    },
  }
}
