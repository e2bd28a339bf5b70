import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { HostCredentialsReader } from '../../../adapters/credentials/host-credentials.ts'
import { PipelineJob } from '../../../contract/index.ts'
import { createContainerLogin } from '../../../core/credentials/container-login.ts'
import { createRunAccess } from '../../../core/credentials/run-access.ts'
import { Config } from '../../../core/ports/config-store.ts'
import { tempFolder } from '../../adapters/files/temp-folder.ts'
import { runToEnd } from '../../support/engine-fixture.ts'
import { IMAGE, openClaudeBench } from './claude-bench.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const TOKEN = 'sk-ant-oat01-canary-access'
const KEY = 'sk-ant-api03-canary-key'
const VOLUME = `oven-test-claude-${process.pid}`

let bench: Awaited<ReturnType<typeof openClaudeBench>>
beforeAll(async () => {
  bench = await openClaudeBench()
})
afterAll(async () => {
  await bench.engine.removeVolume(VOLUME)
  await bench.close()
})

const config = Config.parse({ auth: { claudeVolume: VOLUME }, pipeline: { image: IMAGE } })

/** What a job's run is handed by a host whose own environment is full of other credentials. */
function handedTo(changes: Record<string, unknown>, expiresAt = Date.now() + 3_600_000) {
  const homeFolder = tempFolder()
  const claudeAiOauth = {
    accessToken: TOKEN,
    refreshToken: 'sk-ant-ort01-canary-refresh',
    expiresAt,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
  }
  mkdirSync(join(homeFolder, '.claude'))
  writeFileSync(join(homeFolder, '.claude/.credentials.json'), JSON.stringify({ claudeAiOauth }))
  const stray = {
    ANTHROPIC_API_KEY: 'sk-stray',
    ANTHROPIC_AUTH_TOKEN: 'sk-stray',
    CLAUDE_CODE_OAUTH_TOKEN: 'sk-stray',
  }
  const host = new HostCredentialsReader({
    readConfig: () => config,
    homeFolder,
    env: { PATH: '', ...stray },
    platform: 'linux',
  })
  const access = createRunAccess({
    host,
    secrets: { read: async () => null },
    apps: { mint: () => Promise.reject(new Error('no App was asked for')) },
    readConfig: () => config,
  })
  const job = PipelineJob.parse({
    id: 'bench',
    name: 'Bench',
    enabled: true,
    type: 'agent-pipeline',
    pipeline: 'review',
    schedule: { type: 'manual' },
    source: { repo: 'https://git.example/a/b' },
    ...changes,
  })
  return access.collect(job, { rehearsal: false })
}

const byKey = { auth: 'api-key', env: { ANTHROPIC_API_KEY: KEY } }

describe('the real Claude Code', () => {
  it('works with the login of the host, whose refresh token stayed there', async () => {
    const handed = await handedTo({ auth: 'host-login' })
    expect(JSON.stringify([handed.env, handed.files.map(({ bytes }) => String(bytes))])).not.toMatch(
      /refresh|stray/,
    )
    const { end, failure, logins } = await bench.ask(handed, 'ok')
    expect(failure).toBeNull()
    expect(end).toMatchObject({
      exitCode: 0,
      credential: 'host-login',
      result: { isError: false, text: 'done' },
    })
    expect(logins).toEqual([`LOGIN authorization=Bearer ${TOKEN} key=-`])
  })

  it('works with a key, and is handed no login beside it', async () => {
    const { failure, logins, end } = await bench.ask(await handedTo(byKey), 'ok')
    expect([failure, end.credential]).toEqual([null, 'api-key'])
    expect(logins).toEqual([`LOGIN authorization=- key=${KEY}`])
  })

  it.each([
    ['a bad key', byKey, 'bad-key', 'key-invalid', 'blocked'],
    ['a key without credit', byKey, 'credit', 'no-credit', 'blocked'],
    ['an expired login', { auth: 'host-login' }, 'expired', 'login-expired', 'blocked'],
    ['a revoked login', { auth: 'host-login' }, 'revoked', 'login-revoked', 'blocked'],
    ['a usage limit', { auth: 'host-login' }, 'limit', 'usage-limit', 'rate-limited'],
    ['a rate limit of a key', byKey, 'limit', 'rate-limited', 'rate-limited'],
    ['an unknown model', byKey, 'model', 'model-unknown', 'failed'],
    ['an overloaded provider', byKey, 'overloaded', 'overloaded', 'rate-limited'],
    ['a provider that is not there', byKey, 'down', 'network', 'failed'],
  ])('%s is told for what it is', async (_what, job, mode, code, verdict) => {
    const { failure } = await bench.ask(await handedTo(job), mode)
    expect(failure).toMatchObject({ verdict, error: { code } })
    if (code === 'usage-limit') expect(failure!.liftsAt).toBe('2030-01-01T05:00:00.000Z')
  })

  it('without any login says so', async () => {
    const { failure, logins } = await bench.ask({ env: {}, files: [], secrets: [] }, 'ok')
    expect([failure?.error.code, logins]).toEqual(['login-missing', []])
  })
})

describe('a login inside containers', () => {
  const login = () =>
    createContainerLogin({
      engine: bench.engine,
      readConfig: () => config,
      ensureImage: (reference, how) => bench.images.ensure(reference, how),
      installId: 'test-credentials',
      onChange() {},
    })

  /** What `claude auth login` leaves. */
  async function write(oauth: Record<string, unknown>): Promise<void> {
    await bench.engine.createVolume(VOLUME, bench.labels)
    const spec = bench.spec({
      entrypoint: ['/bin/sh', '-c', 'umask 077; cat > /claude/.credentials.json; ls -ld /claude'],
      mounts: [{ kind: 'volume', source: VOLUME, target: '/claude', readOnly: false }],
    })
    const text = JSON.stringify({
      claudeAiOauth: { scopes: ['user:inference'], subscriptionType: 'max', ...oauth },
    })
    const { end, stdout, containerId } = await runToEnd(bench.engine, spec, Buffer.from(text))
    await bench.engine.removeContainer(containerId)
    expect(end).toMatchObject({ exitCode: 0 })
    expect(stdout).toMatch(/^drwx------ \d+ oven /)
  }

  it('is missing before anybody signed in; the real sign-in asks for a code in a terminal, and Ctrl-C ends it', async () => {
    expect(await login().look()).toEqual({ kind: 'missing' })
    const oven = login()
    let screen = ''
    let session = ''
    const types: string[] = []
    for await (const event of oven.signIn({ columns: 120, rows: 40 })) {
      types.push(event.type)
      if (event.type === 'started') session = event.session
      if (event.type === 'ended') expect(event).toMatchObject({ signedIn: false })
      if (event.type !== 'output') continue
      screen += Buffer.from(event.base64, 'base64').toString()
      if (/https:\/\/\S+/.test(screen) && !screen.includes('TYPED')) {
        screen += 'TYPED'
        expect(await oven.resize(session, 100, 30)).toBe(true)
        expect(oven.type(session, '\u0003')).toBe(true)
      }
    }
    expect(types[0]).toBe('started')
    expect(types.at(-1)).toBe('ended')
    expect(screen).toMatch(/https:\/\/\S*(?:claude|anthropic)\S*/)
    expect(oven.type(session, 'x')).toBe(false)
    expect(await bench.engine.listContainers({ 'agent-oven.install': 'test-credentials' })).toEqual([])
  })

  it('is shared by runs, which say so when it is refused; signing out removes it', async () => {
    const day = 86_400_000
    await write({
      accessToken: TOKEN,
      refreshToken: 'sk-ant-ort01-canary',
      expiresAt: Date.now() + 3_600_000,
      refreshTokenExpiresAt: Date.now() + 20 * day,
    })
    const seen = await login().look()
    expect(seen).toMatchObject({ kind: 'present', renews: true })
    const handed = await handedTo({ auth: 'container-login', env: { ANTHROPIC_API_KEY: KEY } })
    expect(handed.files).toEqual([])
    const { failure, logins, end } = await bench.ask(handed, 'ok')
    expect([failure, end.credential]).toEqual([null, 'container-login'])
    expect(logins).toEqual([`LOGIN authorization=Bearer ${TOKEN} key=-`])
    expect(end.result?.credentialExpiresAt).toBe(
      new Date(seen.kind === 'present' ? (seen.endsAt ?? 0) : 0).toISOString(),
    )
    const refused = await bench.ask(handed, 'revoked')
    expect(refused.failure?.error).toMatchObject({
      code: 'login-revoked',
      hint: expect.stringContaining('oven auth sign-in claude'),
    })
    expect(await login().signOut()).toMatchObject({ signedOut: true })
    expect(await login().look()).toEqual({ kind: 'missing' })
    expect(await login().signOut()).toMatchObject({ signedOut: false })
  })
})
