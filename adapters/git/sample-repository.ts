import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import type { SampleMaker, SampleRepository } from '../../core/ports/sample-maker.ts'
import { runGit } from './git-process.ts'

const DEADLINE_MS = 30_000
const BRANCH = 'main'
const PIPELINE = 'nightly-review'
const AUTHOR = ['-c', 'user.name=Tea Shop', '-c', 'user.email=shop@tea.example', '-c', 'commit.gpgsign=false']

/**
 * Makes the sample project out of the files in `template`, once; a changed template makes it anew, with an empty remote.
 * The run's container works as user 1000 whoever made these folders, so the remote is writable for everybody.
 */
export function createSampleMaker(options: { folder: string; template: string }): SampleMaker {
  const { folder, template } = options
  let making: Promise<SampleRepository> | null = null
  return {
    make() {
      making ??= makeSampleRepository(folder, template).finally(() => {
        making = null
      })
      return making
    },
  }
}

export async function makeSampleRepository(folder: string, template: string): Promise<SampleRepository> {
  const path = join(folder, 'tea-shop')
  const remote = join(folder, 'tea-shop.git')
  const sample = { path, remote, branch: BRANCH, pipeline: PIPELINE }
  const note = join(folder, 'tea-shop.made-from')
  const files = filesOf(template)
  const digest = digestOf(files)
  if (existsSync(note) && readFileSync(note, 'utf8') === digest) return sample

  for (const left of [note, path, remote]) rmSync(left, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { name, content } of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  await git(folder, 'init', '--quiet', '--bare', '--shared=0666', `--initial-branch=${BRANCH}`, remote)
  await git(path, 'init', '--quiet', `--initial-branch=${BRANCH}`)
  await git(path, 'add', '--all')
  await git(path, ...AUTHOR, 'commit', '--quiet', '-m', 'Basket, checkout and a pipeline that reviews them')
  await git(path, 'remote', 'add', 'origin', remote)
  await git(path, 'push', '--quiet', '--set-upstream', 'origin', BRANCH)
  openFor(remote, 0o777, 0o666)
  openFor(path, 0o755, 0o644)
  writeFileSync(note, digest)
  return sample
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1' }
  const end = await runGit({ args: ['-C', folder, ...args], env, deadlineMs: DEADLINE_MS })
  if (end.exitCode === 0) return
  throw new OvenError(
    'sample-failed',
    end.isMissing
      ? 'The sample needs git, which is not installed here.'
      : `The sample could not be made: ${end.stderr.trim()}`,
    {
      hint: end.isMissing
        ? 'Install git, or use a repository of your own.'
        : 'Use a repository of your own instead.',
    },
  )
}

/** Read one by one: inside a packed app nothing else works. */
function filesOf(template: string): { name: string; content: Buffer }[] {
  return readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ name: path.slice(template.length + 1), content: readFileSync(path) }))
}

function digestOf(files: { name: string; content: Buffer }[]): string {
  const hash = createHash('sha256')
  for (const { name, content } of files) hash.update(`${name}\0`).update(content).update('\0')
  return hash.digest('hex')
}

function openFor(folder: string, folders: number, files: number): void {
  chmodSync(folder, folders)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? folders : files)
  }
}
