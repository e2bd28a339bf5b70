import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openKeyAgent } from '../../../adapters/git/key-agent.ts'
import { createRemoteInspector } from '../../../adapters/git/remote-inspector.ts'
import type { GitKey } from '../../../core/ports/git-remote.ts'
import { startGitServer } from '../../support/git-server.ts'

const TOKEN = 'ghp_canary4711'
const knownHostsFile = new URL('../../../images/pipeline-runner/known_hosts', import.meta.url).pathname

let server: Awaited<ReturnType<typeof startGitServer>>
beforeAll(async () => {
  server = await startGitServer(TOKEN)
})
afterAll(() => server.close())

const inspector = (env: NodeJS.ProcessEnv = process.env, deadlineMs = 50_000) =>
  createRemoteInspector({ knownHostsFile, protocols: 'http:https:ssh', deadlineMs, env })

function look(path: string, key: GitKey, branch = 'main', env?: NodeJS.ProcessEnv, deadlineMs?: number) {
  return inspector(env, deadlineMs).look({ repo: `${server.url}/${path}`, branch, key, knownHosts: [] })
}

describe('over HTTP, with real git on both ends', () => {
  it('sees a repository with the right token', async () => {
    expect(await look('acme/shop.git', { kind: 'token', token: TOKEN })).toEqual({ kind: 'seen' })
    expect(server.logins).toContain(`x-access-token:${TOKEN}`)
  })

  it('is refused with a wrong token and without any', async () => {
    expect(await look('acme/shop.git', { kind: 'token', token: 'ghp_other' })).toMatchObject({
      kind: 'refused',
      code: 'repo-denied',
    })
    expect(await look('acme/shop.git', { kind: 'none' })).toMatchObject({
      kind: 'refused',
      code: 'repo-denied',
    })
    expect(await look('public/acme/shop.git', { kind: 'none' })).toEqual({ kind: 'seen' })
  })

  it('tells a missing repository from a missing branch', async () => {
    const key = { kind: 'token', token: TOKEN } as const
    expect(await look('acme/none.git', key)).toMatchObject({ code: 'repo-missing' })
    expect(await look('acme/shop.git', key, 'mian')).toMatchObject({ code: 'branch-missing' })
  })

  it('claims nothing when the server fails, says nothing, has moved or is not there', async () => {
    const key = { kind: 'token', token: TOKEN } as const
    expect(await look('down/shop.git', key)).toMatchObject({
      kind: 'unknown',
      words: expect.stringContaining('503'),
    })
    expect(await look('silent/shop.git', key, 'main', process.env, 2_000)).toEqual({
      kind: 'unknown',
      words: 'git did not answer within 2 s',
    })
    expect(await look('moved/acme/shop.git', key)).toMatchObject({ kind: 'unknown' })
    const nowhere = { repo: 'http://127.0.0.1:9/a/b.git', branch: 'main', key, knownHosts: [] }
    expect(await inspector().look(nowhere)).toMatchObject({ kind: 'unknown' })
    expect(await look('acme/shop.git', key, 'main', { PATH: '/nonexistent' })).toMatchObject({
      kind: 'unknown',
      words: 'git is not installed on this machine',
    })
  })

  it('uses nothing of the user’s own git settings, and shows the token nowhere', async () => {
    const home = mkdtempSync(join(tmpdir(), 'oven-git-home-'))
    const git = (...args: string[]) =>
      execFileSync('git', args, { env: { PATH: process.env.PATH, HOME: home } })
    git(
      'config',
      '--global',
      'credential.helper',
      `!echo used >${home}/helper; echo username=a; echo password=${TOKEN}`,
    )
    git('config', '--global', `url.http://127.0.0.1:9/.insteadOf`, server.url)
    try {
      const refused = await look('acme/shop.git', { kind: 'none' }, 'main', {
        PATH: process.env.PATH,
        HOME: home,
      })
      expect(refused).toMatchObject({ code: 'repo-denied' })
      expect(existsSync(join(home, 'helper'))).toBe(false)
      const denied = await look('acme/shop.git', { kind: 'token', token: 'ghp_canary_wrong' })
      expect(JSON.stringify(denied)).not.toContain('canary')
    } finally {
      rmSync(home, { recursive: true })
    }
  })
})

describe('a deploy key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-deploy-key-'))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', join(folder, 'key')])
  const privateKey = readFileSync(join(folder, 'key'), 'utf8')
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is held by an agent of its own, which is gone afterwards with all it had', async () => {
    const agent = (await openKeyAgent(privateKey, { PATH: process.env.PATH }))!
    const listed = execFileSync('ssh-add', ['-l'], {
      env: { ...process.env, SSH_AUTH_SOCK: agent.socket },
      encoding: 'utf8',
    })
    expect(listed).toMatch(/^256 SHA256:\S+ test \(ED25519\)\n$/)
    await agent.close()
    expect(existsSync(agent.folder)).toBe(false)
  })

  it('that ssh cannot read is said to be none', async () => {
    const key = {
      kind: 'deploy-key',
      privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    } as const
    const request = { repo: 'git@github.com:acme/shop.git', branch: 'main', key, knownHosts: [] }
    expect(await inspector().look(request)).toMatchObject({ kind: 'refused', code: 'key-invalid' })
  })
})

it('ships the keys that GitHub, GitLab and Bitbucket publish', () => {
  const listed = execFileSync('ssh-keygen', ['-l', '-f', knownHostsFile], { encoding: 'utf8' })
  const published = {
    'github.com (ED25519)': '+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    'github.com (ECDSA)': 'p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM',
    'github.com (RSA)': 'uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s',
    'gitlab.com (ED25519)': 'eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8',
    'gitlab.com (ECDSA)': 'HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw',
    'bitbucket.org (ED25519)': 'ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM',
    'bitbucket.org (ECDSA)': 'FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0',
  }
  for (const [name, print] of Object.entries(published)) expect(listed).toContain(`SHA256:${print} ${name}`)
  expect(listed.trim().split('\n')).toHaveLength(Object.keys(published).length)
})
