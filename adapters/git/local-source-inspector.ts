import { realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { OvenError } from '../../core/errors.ts'
import type { SourceInspector } from '../../core/ports/source-inspector.ts'

const GIT_DEADLINE_MS = 10_000

/** Looks at local repositories with the machine's own git. */
export class LocalSourceInspector implements SourceInspector {
  readonly #homeFolder: string
  readonly #env: NodeJS.ProcessEnv

  constructor(options: { homeFolder?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.#homeFolder = options.homeFolder ?? homedir()
    this.#env = gitEnv(options.env ?? process.env)
  }

  /** Also throws `repo-missing` for a folder inside a repository and for a linked worktree: neither can be cloned alone. */
  async inspectLocal(path: string): Promise<{ path: string; localOrigin: string | null }> {
    const given = path.startsWith('~/') ? join(this.#homeFolder, path.slice(2)) : path
    const real = await realpath(given).catch(() => null)
    if (real === null) throw repoMissing(path, 'there is nothing at this path')
    const top = await this.#topOf(real)
    if (top === null) throw repoMissing(path, 'there is no git repository at this path')
    if (top !== real) throw repoMissing(path, `the repository it lies in is ${top}`, `Name ${top} instead.`)
    return { path: real, localOrigin: await this.#localOrigin(real) }
  }

  /** The folder of the repository that `path` is in; for a bare one, that repository itself. */
  async #topOf(path: string): Promise<string | null> {
    const answer = await this.#git(path, [
      'rev-parse',
      '--path-format=absolute',
      '--is-bare-repository',
      '--git-common-dir',
    ])
    if (answer === null) return null
    const [isBare, commonFolder] = answer.split('\n')
    const common = await realpath(commonFolder!)
    if (isBare === 'true') return common
    // Of a linked worktree this is the main one's, so that the caller sees the difference.
    return common.endsWith('/.git')
      ? common.slice(0, -'/.git'.length)
      : this.#git(path, ['rev-parse', '--show-toplevel'])
  }

  async #localOrigin(repo: string): Promise<string | null> {
    const address = await this.#git(repo, ['config', '--get', 'remote.origin.url'])
    const path = address ? localPathOf(address, repo) : null
    const real = path === null ? null : await realpath(path).catch(() => null)
    return real !== null && (await isBareRepository(real)) ? real : null
  }

  async #git(folder: string, args: string[]): Promise<string | null> {
    const result = await execa('git', ['-C', folder, '-c', 'safe.directory=*', ...args], {
      env: this.#env,
      extendEnv: false,
      stdin: 'ignore',
      timeout: GIT_DEADLINE_MS,
      forceKillAfterDelay: 500,
      reject: false,
    })
    if (result.code === 'ENOENT') {
      throw new OvenError(
        'git-missing',
        'git is not installed on this machine, so local repositories cannot be looked at.',
        {
          hint: 'Install git, then try again.',
        },
      )
    }
    if (result.timedOut) {
      throw new OvenError(
        'repo-missing',
        `git did not answer about ${folder} within ${GIT_DEADLINE_MS / 1000} s.`,
        {
          hint: 'Look whether the disk that holds it answers.',
        },
      )
    }
    return result.exitCode === 0 ? result.stdout.trim() : null
  }
}

/** A path when git would take the address for one (https://git-scm.com/docs/git-clone#_git_urls). */
function localPathOf(address: string, repo: string): string | null {
  if (address.startsWith('file://')) {
    try {
      return fileURLToPath(address)
    } catch {
      return null
    }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return null
  const colon = address.indexOf(':')
  const slash = address.indexOf('/')
  if (colon !== -1 && (slash === -1 || colon < slash)) return null
  return resolve(repo, address)
}

async function isBareRepository(path: string): Promise<boolean> {
  const isFolder = (name: string) =>
    stat(join(path, name)).then(
      (found) => found.isDirectory(),
      () => false,
    )
  const hasHead = await stat(join(path, 'HEAD')).then(
    (found) => found.isFile(),
    () => false,
  )
  return hasHead && (await isFolder('objects')) && (await isFolder('refs'))
}

/** A `GIT_DIR` or the like of whoever started the oven must not lead git elsewhere. */
function gitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')))
  return { ...kept, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
}

function repoMissing(path: string, why: string, hint?: string): OvenError {
  return new OvenError('repo-missing', `${path} cannot be a job's source: ${why}.`, {
    kind: 'INPUT_INVALID',
    hint: hint ?? 'Name the folder of a git repository on this machine.',
  })
}
