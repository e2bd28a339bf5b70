import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { LocalSourceInspector } from '../../../adapters/git/local-source-inspector.ts'
import { tempFolder } from '../files/temp-folder.ts'

const quiet = {
  env: {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b.c',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b.c',
  },
}
const git = (folder: string, ...args: string[]) => execa('git', ['-C', folder, ...args], quiet)
const inspector = new LocalSourceInspector()
const missing = expect.objectContaining({ code: 'repo-missing', kind: 'INPUT_INVALID' })

async function newRepo(origin?: string): Promise<string> {
  const folder = tempFolder()
  await git(folder, 'init', '-q', '-b', 'main')
  if (origin !== undefined) await git(folder, 'remote', 'add', 'origin', origin)
  return folder
}

async function newBare(): Promise<string> {
  const folder = tempFolder()
  await git(folder, 'init', '-q', '--bare')
  return folder
}

it('answers the real path of a repository without an origin', async () => {
  const repo = await newRepo()
  expect(await inspector.inspectLocal(repo)).toEqual({ path: repo, localOrigin: null })
  expect(await inspector.inspectLocal(`${repo}/`)).toEqual({ path: repo, localOrigin: null })
})

it('follows links, and ~/ to the home folder', async () => {
  const repo = await newRepo()
  const homeFolder = tempFolder()
  symlinkSync(repo, join(homeFolder, 'link'))
  expect((await inspector.inspectLocal(join(homeFolder, 'link'))).path).toBe(repo)
  expect((await new LocalSourceInspector({ homeFolder }).inspectLocal('~/link')).path).toBe(repo)
})

it('takes a bare repository itself', async () => {
  const bare = await newBare()
  expect(await inspector.inspectLocal(bare)).toEqual({ path: bare, localOrigin: null })
})

it('answers a local bare origin by its real path, however it is written', async () => {
  const bare = await newBare()
  const links = tempFolder()
  symlinkSync(bare, join(links, 'with space'))
  const addresses = [bare, `file://${bare}`, join(links, 'with space'), `file://${links}/with%20space`]
  for (const address of addresses) {
    expect([address, (await inspector.inspectLocal(await newRepo(address))).localOrigin]).toEqual([
      address,
      bare,
    ])
  }
  const parent = tempFolder()
  mkdirSync(join(parent, 'origin.git'))
  mkdirSync(join(parent, 'work'))
  await git(join(parent, 'origin.git'), 'init', '-q', '--bare')
  await git(join(parent, 'work'), 'init', '-q')
  await git(join(parent, 'work'), 'remote', 'add', 'origin', '../origin.git')
  expect((await inspector.inspectLocal(join(parent, 'work'))).localOrigin).toBe(join(parent, 'origin.git'))
})

it('answers no local origin for other machines, for what is not bare and for what is gone', async () => {
  const work = await newRepo()
  const empty = tempFolder()
  const addresses = [
    'https://github.com/a/b',
    'git@github.com:a/b',
    'ssh://git@h/a',
    'host:path',
    'ext::sh -c x',
    work,
    empty,
    '/not/there',
    'file://%',
  ]
  for (const address of addresses) {
    expect([address, (await inspector.inspectLocal(await newRepo(address))).localOrigin]).toEqual([
      address,
      null,
    ])
  }
})

it('refuses what is no repository of its own, and says why', async () => {
  const repo = await newRepo()
  mkdirSync(join(repo, 'src'))
  const folder = tempFolder()
  writeFileSync(join(folder, 'file'), '')
  for (const path of [
    folder,
    join(folder, 'nothing'),
    join(folder, 'file'),
    join(repo, 'src'),
    join(repo, '.git'),
  ]) {
    const answer = await inspector.inspectLocal(path).then(
      (found) => found.path,
      (error) => error,
    )
    expect([path, answer]).toEqual([path, missing])
  }
  await expect(inspector.inspectLocal(join(repo, 'src'))).rejects.toThrow(repo)
})

it('refuses a linked worktree, naming the repository that it belongs to', async () => {
  const repo = await newRepo()
  await git(repo, 'commit', '-q', '--allow-empty', '-m', 'first')
  const linked = join(tempFolder(), 'linked')
  await git(repo, 'worktree', 'add', '-q', linked)
  await expect(inspector.inspectLocal(linked)).rejects.toMatchObject({
    code: 'repo-missing',
    hint: expect.stringContaining(repo),
  })
})

it('is not led elsewhere by the environment of whoever started the oven', async () => {
  const [repo, other] = [await newRepo(), await newRepo()]
  const env = { ...process.env, GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other }
  expect((await new LocalSourceInspector({ env }).inspectLocal(repo)).path).toBe(repo)
})

it('looks at repositories of other users, too', async () => {
  const bare = await newBare()
  const repo = await newRepo(bare)
  // git's own switch to be tested with: it then takes every folder for somebody else's, and refuses it.
  const bin = tempFolder()
  const { stdout: real } = await execa('sh', ['-c', 'command -v git'])
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${real} "$@"\n`, {
    mode: 0o755,
  })
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
  const plain = await execa(join(bin, 'git'), ['-C', repo, 'rev-parse', '--git-dir'], {
    ...quiet,
    reject: false,
  })
  expect(plain.stderr).toContain('dubious ownership')
  expect((await new LocalSourceInspector({ env }).inspectLocal(repo)).localOrigin).toBe(bare)
})

it('says so when there is no git', async () => {
  const repo = await newRepo()
  const without = new LocalSourceInspector({ env: { PATH: tempFolder() } })
  await expect(without.inspectLocal(repo)).rejects.toMatchObject({ code: 'git-missing' })
})
