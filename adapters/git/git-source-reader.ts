import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { classifyGit, tellingLine } from '../../core/credentials/classify-git.ts'
import { OvenError } from '../../core/errors.ts'
import type { SourceInspector } from '../../core/ports/source-inspector.ts'
import type { SourceAnswer, SourcePlace, SourceReader, SourceTree } from '../../core/ports/source-reader.ts'
import { folderBytes } from './folder-bytes.ts'
import { bareGitEnv, type GitAccessOptions, gitConfig, withGitAccess } from './git-access.ts'
import { type GitEnd, runGit } from './git-process.ts'
import { createGitTree } from './git-tree.ts'

export interface GitSourceReaderOptions {
  env?: NodeJS.ProcessEnv
  /** The public keys of well-known servers, as a known_hosts file. */
  knownHostsFile: string
  /** What git may speak; tests have servers on loopback without TLS. */
  protocols?: string
  /** Looks whether a path of this machine is a repository. */
  local: SourceInspector
  /** Where repositories are fetched to for as long as they are looked at; made when it is needed. */
  scratchFolder: string
  /** For each call of git that asks for little. */
  deadlineMs?: number
  /** For fetching a branch. */
  fetchDeadlineMs?: number
  /** What a fetched branch may take on the disk. */
  maxBytes?: number
}

interface BranchAt {
  repo: string
  branch: string
  env: NodeJS.ProcessEnv
  signal?: AbortSignal
  /** The server may have left contents out. */
  isPartial?: boolean
}

type Refused = Extract<SourceAnswer<never>, { kind: 'refused' }>

/** Looks into repositories with the machine's own git: over the network as runs reach them, and in folders. */
export function createGitSourceReader(options: GitSourceReaderOptions): SourceReader {
  const { deadlineMs = 20_000, fetchDeadlineMs = 60_000, maxBytes = 200 * 1024 ** 2 } = options
  const access: GitAccessOptions = {
    env: options.env ?? process.env,
    knownHostsFile: options.knownHostsFile,
    protocols: options.protocols ?? 'https:ssh',
  }
  // A folder's own settings must not make git go anywhere for objects that it lacks.
  const localEnv = {
    ...bareGitEnv(access.env),
    ...gitConfig([['safe.directory', '*']]),
    GIT_NO_LAZY_FETCH: '1',
    // Git before 2.45 does not know the line above.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
  }

  async function reach<T>(
    place: Extract<SourcePlace, { kind: 'remote' }>,
    work: (at: { address: string; env: NodeJS.ProcessEnv }) => Promise<SourceAnswer<T>>,
  ): Promise<SourceAnswer<T>> {
    const answer = await withGitAccess(place, access, work)
    return answer === 'key-invalid' ? refused('key-invalid', 'ssh-add cannot read it') : answer
  }

  return {
    async branches(place) {
      return safely(async () => {
        if (place.kind === 'local') {
          const { path } = await options.local.inspectLocal(place.path)
          const git = (args: string[]) => runGit({ args: ['-C', path, ...args], env: localEnv, deadlineMs })
          const listed = await git(['for-each-ref', '--format=%(refname)', 'refs/heads'])
          if (listed.exitCode !== 0) return refusedBy(listed, deadlineMs)
          const head = (await git(['symbolic-ref', '--quiet', 'HEAD'])).stdout
          return seen({
            names: branchNames(listed.stdout.split('\n')),
            defaultBranch: branchNames([head])[0] ?? null,
          })
        }
        return reach(place, async ({ address, env }) => {
          const args = ['ls-remote', '--quiet', '--symref', '--', address, 'HEAD', 'refs/heads/*']
          const listed = await runGit({ args, env, deadlineMs })
          if (listed.exitCode !== 0) return refusedBy(listed, deadlineMs)
          const head = /^ref: (\S+)\tHEAD$/m.exec(listed.stdout)?.[1] ?? ''
          const refs = listed.stdout.split('\n').map((line) => line.split('\t')[1] ?? '')
          return seen({ names: branchNames(refs), defaultBranch: branchNames([head])[0] ?? null })
        })
      })
    },

    async withTree(place, branch, work) {
      return safely(async () => {
        if (place.kind === 'local') {
          const { path } = await options.local.inspectLocal(place.path)
          return lookIn({ repo: path, branch, env: localEnv }, work)
        }
        return reach(place, async ({ address, env }) => {
          await mkdir(options.scratchFolder, { recursive: true, mode: 0o700 })
          const folder = await mkdtemp(join(options.scratchFolder, 'look-'))
          const size = watchSize(folder, maxBytes)
          try {
            const at = { repo: join(folder, 'repo'), branch, env, signal: size.signal, isPartial: true }
            const answer = (await fetchBranch(address, at)) ?? (await lookIn(at, work))
            return size.signal.aborted ? tooLarge(maxBytes) : answer
          } catch (error) {
            if (size.signal.aborted) return tooLarge(maxBytes)
            throw error
          } finally {
            size.stop()
            await rm(folder, { recursive: true, force: true, maxRetries: 3 })
          }
        })
      })
    },
  }

  /** A bare clone of one commit without its files' contents, where the server can leave them out. Hooks come with none. */
  async function fetchBranch(
    address: string,
    { repo, branch, env, signal }: BranchAt,
  ): Promise<Refused | null> {
    const end = await runGit({
      args: [
        'clone',
        '--quiet',
        '--bare',
        '--depth=1',
        '--single-branch',
        '--no-tags',
        '--filter=blob:none',
        '--template=',
        `--branch=${branch}`,
        '--',
        address,
        repo,
      ],
      env,
      deadlineMs: fetchDeadlineMs,
      signal,
    })
    return end.exitCode === 0 ? null : refusedBy(end, fetchDeadlineMs)
  }

  async function lookIn<T>(
    { repo, branch, env, signal, isPartial = false }: BranchAt,
    work: (tree: SourceTree) => Promise<T>,
  ): Promise<SourceAnswer<T>> {
    const ref = `refs/heads/${branch}`
    const args = ['-C', repo, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
    const found = await runGit({ args, env, deadlineMs })
    if (found.isMissing || found.isLate) return refusedBy(found, deadlineMs)
    if (found.exitCode !== 0) return refused('branch-missing', `it has no ${ref}`)
    const commit = found.stdout.trim()
    return seen(
      await work(createGitTree({ repo, commit, env, signal, isPartial, deadlineMs: fetchDeadlineMs })),
    )
  }
}

/** Says when a folder has grown over `maxBytes`. */
function watchSize(folder: string, maxBytes: number): { signal: AbortSignal; stop(): void } {
  const over = new AbortController()
  const timer = setInterval(async () => {
    if ((await folderBytes(folder)) > maxBytes) over.abort()
  }, 500)
  return { signal: over.signal, stop: () => clearInterval(timer) }
}

const tooLarge = (maxBytes: number) =>
  refused('too-large', `what was fetched of it took more than ${Math.round(maxBytes / 1024 ** 2)} MiB`)

/** What goes wrong on the way is an answer, too. */
async function safely<T>(work: () => Promise<SourceAnswer<T>>): Promise<SourceAnswer<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof OvenError) {
      const code = error.code === 'repo-missing' || error.code === 'git-missing' ? error.code : 'other'
      return refused(code, error.message)
    }
    return refused('other', (error as Error).message)
  }
}

function refusedBy(end: GitEnd, deadlineMs: number): Refused {
  if (end.isMissing) return refused('git-missing', 'git is not installed on this machine')
  if (end.isLate) return refused('network', `git did not answer within ${deadlineMs / 1000} s`)
  const words = tellingLine(end.stderr)
  if (/redirect|returned error: 30[1278]/i.test(end.stderr)) return refused('other', `it has moved: ${words}`)
  const code = classifyGit(end.stderr)
  return refused(code === null || code === 'push-denied' ? 'other' : code, words)
}

function branchNames(refs: readonly string[]): string[] {
  return refs.flatMap((ref) => /^refs\/heads\/(.+)$/.exec(ref.trim())?.[1] ?? [])
}

const seen = <T>(value: T) => ({ kind: 'seen', value }) as const
const refused = (code: Refused['code'], words: string): Refused => ({ kind: 'refused', code, words })
