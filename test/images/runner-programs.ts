import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { RECORD_MARK, RunnerRecord } from '../../core/records/record.ts'

const RUNNER = new URL('../../images/pipeline-runner/runner/', import.meta.url).pathname
const GIT_CONFIG = new URL('../../images/pipeline-runner/gitconfig', import.meta.url).pathname

/** A workspace of its own in which the entrypoint's programs run as they do in the container, with real git. */
export function setUpRunner() {
  const folder = mkdtempSync(join(tmpdir(), 'oven-runner-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    OVEN_NONCE: 'n-1',
    OVEN_REPO_FOLDER: join(folder, 'repo'),
    OVEN_FOLDER: join(folder, 'kept'),
    OVEN_FACTS_FOLDER: join(folder, 'facts'),
    OVEN_ENV_FILE: join(folder, 'environment'),
    GIT_CONFIG_SYSTEM: GIT_CONFIG,
  }
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim()

  return {
    folder,
    home,
    clone: join(folder, 'repo'),
    kept: (name: string) => join(folder, 'kept', name),
    environmentFile: join(folder, 'environment'),
    git,
    run(
      program: string,
      args: string[] = [],
      options: { input?: string; env?: Record<string, string> } = {},
    ) {
      const child = spawnSync(process.execPath, [join(RUNNER, `${program}.js`), ...args], {
        env: { ...env, ...options.env },
        cwd: folder,
        input: options.input ?? '',
        encoding: 'utf8',
      })
      return {
        code: child.status,
        stdout: child.stdout,
        stderr: child.stderr,
        records: recordsIn(child.stdout),
      }
    },
    /** A repository with these files in one commit; `origin` is a bare repository beside it unless told otherwise. */
    makeSource(files: Record<string, string>, options: { name?: string; origin?: string | null } = {}) {
      const path = join(folder, options.name ?? 'source')
      mkdirSync(path)
      git(path, 'init', '--quiet')
      writeFiles(path, files)
      git(path, 'add', '--all')
      git(path, 'commit', '--quiet', '--message=first')
      if (options.origin === null) return { path, origin: '' }
      const origin = options.origin ?? `${path}.git`
      if (!options.origin) git(folder, 'init', '--quiet', '--bare', origin)
      git(path, 'remote', 'add', 'origin', origin)
      if (!options.origin) git(path, 'push', '--quiet', 'origin', 'main')
      return { path, origin }
    },
    /** A commit in the clone, on a branch of its own, as a pipeline makes it. */
    commitOn(branch: string, files: Record<string, string>, message: string) {
      const clone = join(folder, 'repo')
      const worktree = join(folder, 'worktrees', branch)
      if (!existsSync(worktree)) git(clone, 'worktree', 'add', '--quiet', '-b', branch, worktree)
      writeFiles(worktree, files)
      git(worktree, 'add', '--all')
      git(worktree, 'commit', '--quiet', `--message=${message}`)
      return git(worktree, 'rev-parse', 'HEAD')
    },
  }
}

export const pipelineFiles = (name: string, yaml: string) => ({
  'README.md': 'A sample.\n',
  [`.agent-pipeline/pipelines/${name}.yml`]: yaml,
})

function writeFiles(folder: string, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function recordsIn(output: string): RunnerRecord[] {
  const lines = output.split('\n').filter((line) => line.startsWith(RECORD_MARK))
  return lines.map((line) => RunnerRecord.parse(JSON.parse(line.slice(1))))
}

export function readText(file: string): string {
  return readFileSync(file, 'utf8')
}
