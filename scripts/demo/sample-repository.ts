import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../setup/run-command.mjs'

/** A sample project as a git repository with one commit, and the bare repository that is its `origin`. */
export interface SampleRepository {
  path: string
  remote: string
}

/**
 * Makes the sample out of the files in `template`, once; a changed template makes it anew, with an empty remote.
 * The run's container works as user 1000 whoever made these folders, so the remote is writable for everybody.
 */
export async function makeSampleRepository(folder: string, template: string): Promise<SampleRepository> {
  const sample = { path: join(folder, 'tea-shop'), remote: join(folder, 'tea-shop.git') }
  const note = join(folder, 'tea-shop.made-from')
  const digest = digestOf(template)
  if (existsSync(note) && readFileSync(note, 'utf8') === digest) return sample

  for (const path of [note, sample.path, sample.remote]) rmSync(path, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(template, sample.path, { recursive: true })
  await git(folder, 'init', '--quiet', '--bare', '--shared=0666', '--initial-branch=main', sample.remote)
  await git(sample.path, 'init', '--quiet', '--initial-branch=main')
  await git(sample.path, 'add', '--all')
  const author = [
    '-c',
    'user.name=Tea Shop',
    '-c',
    'user.email=shop@tea.example',
    '-c',
    'commit.gpgsign=false',
  ]
  await git(
    sample.path,
    ...author,
    'commit',
    '--quiet',
    '-m',
    'Basket, checkout and a pipeline that reviews them',
  )
  await git(sample.path, 'remote', 'add', 'origin', sample.remote)
  await git(sample.path, 'push', '--quiet', '--set-upstream', 'origin', 'main')
  await must('chmod', ['-R', 'a+rwX', sample.remote])
  await must('chmod', ['-R', 'a+rX', sample.path])
  writeFileSync(note, digest)
  return sample
}

/** Runs git in a folder and answers what it printed. Rejects with git's words when it fails. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return await must('git', ['-C', folder, ...args])
}

async function must(command: string, args: string[]): Promise<string> {
  const { code, output } = await runCommand(command, args)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${output.trim()}`)
  return output.trim()
}

function digestOf(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash
      .update(`${path.slice(folder.length)}\0`)
      .update(readFileSync(path))
      .update('\0')
  return hash.digest('hex')
}
