import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createGitSourceReader,
  type GitSourceReaderOptions,
} from '../../../adapters/git/git-source-reader.ts'
import { LocalSourceInspector } from '../../../adapters/git/local-source-inspector.ts'
import type { GitKey } from '../../../core/ports/git-remote.ts'
import type { SourceTree } from '../../../core/ports/source-reader.ts'
import { commitFiles } from '../../support/commit-files.ts'
import { startGitServer } from '../../support/git-server.ts'

const TOKEN = 'ghp_canary0815'
const knownHostsFile = new URL('../../../images/pipeline-runner/known_hosts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'oven-source-'))
const scratchFolder = join(folder, 'looks')
const FILES = {
  'docs/one.md': 'one',
  'docs/two.md': 'two',
  'docs/deep/three.md': 'three',
  'large.txt': 'x'.repeat(5000),
}

let server: Awaited<ReturnType<typeof startGitServer>>
beforeAll(async () => {
  server = await startGitServer(TOKEN)
  commitFiles(server.repo, 'main', FILES)
  commitFiles(server.repo, 'feature/a', { 'docs/one.md': 'another one' })
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const reader = (more: Partial<GitSourceReaderOptions> = {}) =>
  createGitSourceReader({
    knownHostsFile,
    protocols: 'http:https:ssh',
    local: new LocalSourceInspector(),
    scratchFolder,
    ...more,
  })
const token: GitKey = { kind: 'token', token: TOKEN }
const at = (path = 'acme/shop.git', key: GitKey = token) =>
  ({ kind: 'remote', repo: `${server.url}/${path}`, key, knownHosts: [] }) as const

async function readDocs(tree: SourceTree) {
  const files = await tree.list('docs')
  const texts = await tree.read([...files, 'large.txt'], { maxBytes: 1000 })
  const existing = await tree.existing(['docs/deep/three.md', 'docs/deep', 'no/such.md', ':(top)docs/one.md'])
  return { files, texts: [...texts], existing: [...existing] }
}

const docs = {
  files: ['docs/one.md', 'docs/two.md'],
  texts: [
    ['docs/one.md', 'one'],
    ['docs/two.md', 'two'],
  ],
  existing: ['docs/deep/three.md'],
}

describe.each([true, false])('over HTTP, from a server that leaves contents out: %s', (allowFilter) => {
  beforeAll(() => {
    execFileSync('git', ['-C', server.repo, 'config', 'uploadpack.allowFilter', String(allowFilter)])
  })

  it('lists branches, and which is the default', async () => {
    expect(await reader().branches(at())).toEqual({
      kind: 'seen',
      value: { names: ['feature/a', 'main'], defaultBranch: 'main' },
    })
  })

  it('reads a branch, and leaves nothing behind', async () => {
    expect(await reader().withTree(at(), 'main', readDocs)).toEqual({ kind: 'seen', value: docs })
    const feature = await reader().withTree(at(), 'feature/a', async (tree) => [
      ...(await tree.read(['docs/one.md'], { maxBytes: 1000 })),
    ])
    expect(feature).toEqual({ kind: 'seen', value: [['docs/one.md', 'another one']] })
    expect(readdirSync(scratchFolder)).toEqual([])
  })
})

describe('what cannot be had', () => {
  it('is told apart', async () => {
    const code = async (path: string, key: GitKey = token, branch = 'main') =>
      reader().withTree(at(path, key), branch, readDocs)
    expect(await code('acme/none.git')).toMatchObject({ code: 'repo-missing' })
    expect(await code('acme/shop.git', { kind: 'none' })).toMatchObject({ code: 'repo-denied' })
    expect(await code('acme/shop.git', { kind: 'token', token: 'wrong' })).toMatchObject({
      code: 'repo-denied',
    })
    expect(await code('acme/shop.git', token, 'mian')).toMatchObject({ code: 'branch-missing' })
    expect(await code('down/shop.git')).toMatchObject({ code: 'network' })
    expect(await code('moved/acme/shop.git')).toMatchObject({
      code: 'other',
      words: expect.stringMatching(/moved/),
    })
    expect(await reader().branches(at('acme/none.git'))).toMatchObject({ code: 'repo-missing' })
    const nowhere = { ...at(), repo: 'http://127.0.0.1:9/a/b.git' }
    expect(await reader().branches(nowhere)).toMatchObject({ code: 'network' })
    expect(await reader({ env: { PATH: '/nonexistent' } }).branches(at())).toMatchObject({
      code: 'git-missing',
    })
    expect(await reader({ protocols: 'https:ssh' }).branches(at())).toMatchObject({ kind: 'refused' })
    expect(readdirSync(scratchFolder)).toEqual([])
  })

  it('is waited for until the deadline, with all that git started', async () => {
    const options = { deadlineMs: 700, fetchDeadlineMs: 700 }
    expect(await reader(options).branches(at('silent/a.git'))).toEqual({
      kind: 'refused',
      code: 'network',
      words: 'git did not answer within 0.7 s',
    })
    expect(await reader(options).withTree(at('silent/a.git'), 'main', readDocs)).toMatchObject({
      code: 'network',
    })
    expect(readdirSync(scratchFolder)).toEqual([])
  })

  it('is given up when it takes too much room', async () => {
    const slow = async () => new Promise((resolve) => setTimeout(resolve, 4_000))
    const answer = await reader({ maxBytes: 100 }).withTree(at(), 'main', slow)
    expect(answer).toMatchObject({ kind: 'refused', code: 'too-large' })
    expect(readdirSync(scratchFolder)).toEqual([])
  })

  it('shows the token nowhere, and asks none of the user’s own helpers', async () => {
    const home = join(folder, 'home')
    execFileSync('mkdir', ['-p', home])
    const git = (...args: string[]) =>
      execFileSync('git', args, { env: { PATH: process.env.PATH, HOME: home } })
    git(
      'config',
      '--global',
      'credential.helper',
      `!echo used >${home}/helper; echo username=a; echo password=${TOKEN}`,
    )
    git('config', '--global', 'init.templateDir', join(home, 'template'))
    const answer = await reader({ env: { PATH: process.env.PATH, HOME: home } }).branches(
      at(undefined, { kind: 'none' }),
    )
    expect(answer).toMatchObject({ code: 'repo-denied' })
    expect(existsSync(join(home, 'helper'))).toBe(false)
    const denied = await reader().branches(at(undefined, { kind: 'token', token: 'ghp_canary_wrong' }))
    expect(JSON.stringify(denied)).not.toContain('canary')
    const kept = await reader().withTree(at(), 'main', async () =>
      execFileSync(
        'grep',
        ['-rlF', Buffer.from(`x-access-token:${TOKEN}`).toString('base64'), scratchFolder],
        {
          encoding: 'utf8',
        },
      ),
    )
    expect(kept).toMatchObject({ kind: 'refused', words: expect.stringContaining('Command failed') })
  })
})

describe('a folder of this machine', () => {
  const repo = join(folder, 'local')
  beforeAll(() => {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', repo])
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=trunk', join(folder, 'bare.git')])
    commitFiles(join(folder, 'bare.git'), 'trunk', FILES)
    execFileSync('git', ['-C', repo, 'fetch', '--quiet', join(folder, 'bare.git'), 'trunk:other'])
  })

  it('is read as it was committed, not as it lies there', async () => {
    const bare = { kind: 'local', path: join(folder, 'bare.git') } as const
    expect(await reader().branches(bare)).toEqual({
      kind: 'seen',
      value: { names: ['trunk'], defaultBranch: 'trunk' },
    })
    expect(await reader().withTree(bare, 'trunk', readDocs)).toEqual({ kind: 'seen', value: docs })
    writeFileSync(join(repo, 'README.md'), 'not committed')
    const local = { kind: 'local', path: repo } as const
    expect(await reader().branches(local)).toEqual({
      kind: 'seen',
      value: { names: ['other'], defaultBranch: 'main' },
    })
    expect(await reader().withTree(local, 'other', readDocs)).toEqual({ kind: 'seen', value: docs })
    expect(await reader().withTree(local, 'main', readDocs)).toMatchObject({ code: 'branch-missing' })
  })

  it('runs no hook and no command that its settings name', async () => {
    const canary = join(folder, 'ran')
    const git = (...args: string[]) => execFileSync('git', ['-C', repo, ...args])
    git('config', 'core.fsmonitor', `touch ${canary}; false`)
    git('config', 'core.sshCommand', `touch ${canary}; false`)
    git('config', 'remote.origin.url', 'ssh://nowhere.invalid/a')
    git('config', 'remote.origin.promisor', 'true')
    git('config', 'extensions.partialClone', 'origin')
    const local = { kind: 'local', path: repo } as const
    expect(await reader().withTree(local, 'other', readDocs)).toMatchObject({ kind: 'seen' })
    const id = execFileSync('git', ['-C', repo, 'rev-parse', 'other:docs/one.md'], {
      encoding: 'utf8',
    }).trim()
    rmSync(join(repo, '.git/objects', id.slice(0, 2), id.slice(2)))
    expect(await reader().withTree(local, 'other', readDocs)).toMatchObject({ kind: 'refused' })
    expect(existsSync(canary)).toBe(false)
  })

  it('that is no repository is missing', async () => {
    const answer = await reader().branches({ kind: 'local', path: join(folder, 'nothing') })
    expect(answer).toMatchObject({ kind: 'refused', code: 'repo-missing' })
  })
})
