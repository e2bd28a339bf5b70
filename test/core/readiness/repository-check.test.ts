import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRemoteInspector } from '../../../adapters/git/remote-inspector.ts'
import { createGithubApps } from '../../../adapters/github/github-app-tokens.ts'
import { SqliteLoginLedger } from '../../../adapters/sqlite/sqlite-login-ledger.ts'
import type { PipelineJob } from '../../../contract/index.ts'
import { createLoginHistory } from '../../../core/credentials/login-history.ts'
import { Config } from '../../../core/ports/config-store.ts'
import { lookAtRepository } from '../../../core/readiness/repository-check.ts'
import { startGitServer } from '../../support/git-server.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

const TOKEN = 'ghs_canary4711'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

let server: Awaited<ReturnType<typeof startGitServer>>
beforeAll(async () => {
  server = await startGitServer(TOKEN)
})
afterAll(() => server.close())

/** A host with these secrets, a gh with this token, and a GitHub that mints these tokens. */
function setUp(options: { secrets?: Record<string, string>; gh?: string | null; mints?: string } = {}) {
  const asked: unknown[] = []
  const answer: typeof fetch = async (_url, init) => {
    asked.push(JSON.parse(String(init?.body)))
    return Response.json({ token: options.mints, expires_at: '2030-01-01T00:00:00Z' }, { status: 201 })
  }
  const secrets = { read: async (name: string) => options.secrets?.[name] ?? null }
  const config = Config.parse({
    auth: {
      githubApps: {
        bot: { appId: 1, installationId: 2, privateKey: 'BOT_KEY', apiUrl: 'http://api.example' },
      },
    },
  })
  const readConfig = () => config
  const ledger = new SqliteLoginLedger({ database: temporaryDatabase() })
  const now = () => Date.parse('2026-11-20T12:00:00Z')
  const history = createLoginHistory({ ledger, secrets, readConfig, now, onChange() {} })
  const lookers = {
    host: {
      githubToken: async () => options.gh ?? null,
      look: async () => [],
      lookGithub: () => Promise.reject(new Error('not asked for')),
      collectClaude: () => Promise.reject(new Error('not asked for')),
    },
    secrets,
    apps: createGithubApps({ fetch: answer, now }),
    readConfig,
    remote: createRemoteInspector({ knownHostsFile: '/dev/null', protocols: 'http' }),
    history,
  }
  const look = (credentials?: string, path = 'acme/shop.git', more: object = {}) =>
    lookAtRepository(
      {
        id: 'night',
        source: { repo: `${server.url}/${path}`, branch: 'main', credentials },
        ...more,
      } as PipelineJob,
      lookers,
    )
  return { look, asked, ledger }
}

describe('whether a job may read its repository', () => {
  it('with a token minted by a GitHub App for that repository alone', async () => {
    const { look, asked, ledger } = setUp({ secrets: { BOT_KEY: pem }, mints: TOKEN })
    const found = await look('bot')
    expect(found).toMatchObject({ passed: true })
    expect(found.description).toContain('the GitHub App "bot"')
    expect(asked).toEqual([expect.objectContaining({ repositories: ['shop'] })])
    expect(ledger.find('git:app:bot')).toMatchObject({
      lastWorkedAt: '2026-11-20T12:00:00.000Z',
      refusedAs: null,
    })
  })

  it('not with a token of the secrets that the server refuses, which is remembered; then again with a good one', async () => {
    const secrets = { PAT: 'ghp_canary_wrong' }
    const { look, ledger } = setUp({ secrets })
    const found = await look('PAT')
    expect(found).toMatchObject({
      passed: false,
      code: 'repo-denied',
      fixes: [{ command: 'oven secrets set PAT' }],
    })
    expect(JSON.stringify(found)).not.toContain('canary')
    expect(ledger.find('git:secret:PAT')).toMatchObject({ lastWorkedAt: null, refusedAs: 'repo-denied' })
    secrets.PAT = TOKEN
    expect(await look('PAT')).toMatchObject({ passed: true })
    expect(ledger.find('git:secret:PAT')).toMatchObject({
      refusedAs: null,
      lastRefusedAt: expect.any(String),
    })
  })

  it('with gh’s login, or without any when it is public', async () => {
    expect(await setUp({ gh: TOKEN }).look()).toMatchObject({ passed: true })
    const { look } = setUp()
    expect((await look(undefined, 'public/acme/shop.git')).description).toContain('without any login')
    expect(await look()).toMatchObject({
      passed: false,
      code: 'repo-denied',
      fixes: [{ command: 'gh auth login --hostname 127.0.0.1' }, {}],
    })
  })

  it('not with a name that nobody has set, nor with an App without its key', async () => {
    const { look } = setUp()
    expect(await look('NONE')).toMatchObject({ passed: false, code: 'credential-missing' })
    const app = await look('bot')
    expect(app).toMatchObject({ passed: false, code: 'credential-missing' })
    expect(app.fixes[0]!.description).toContain('oven secrets set BOT_KEY')
  })

  it('is not known when the server fails, and nothing is remembered', async () => {
    const { look, ledger } = setUp({ gh: TOKEN })
    expect(await look(undefined, 'down/shop.git')).toMatchObject({ passed: null })
    expect(ledger.find('git:host:127.0.0.1')).toBeNull()
  })

  it('not with a deploy key where only https gets out', async () => {
    const secrets = { KEY: '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----' }
    const found = await setUp({ secrets }).look('KEY', 'acme/shop.git', { network: 'allowlist' })
    expect(found).toMatchObject({ passed: false, code: 'repo-denied' })
    expect(found.description).toContain('ssh does not get out')
  })
})
