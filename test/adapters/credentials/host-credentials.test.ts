import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { HostCredentialsReader } from '../../../adapters/credentials/host-credentials.ts'
import { type AuthMode, LoginState, PipelineJob } from '../../../contract/index.ts'
import { createRunAccess } from '../../../core/credentials/run-access.ts'
import { Config } from '../../../core/ports/config-store.ts'
import { tempFolder } from '../files/temp-folder.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const oauth = {
  accessToken: 'access-canary',
  refreshToken: 'refresh-canary',
  expiresAt: NOW + 3_600_000,
  scopes: ['user:inference'],
  subscriptionType: 'max',
}

/** A home folder of files, and a `gh` on PATH that runs `gh` (shell) and counts its calls, when given. */
function setUp(options: {
  files?: Record<string, string>
  gh?: string
  platform?: NodeJS.Platform
  env?: NodeJS.ProcessEnv
  auth?: Record<string, unknown>
}) {
  const homeFolder = tempFolder()
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(homeFolder, path)), { recursive: true })
    writeFileSync(join(homeFolder, path), text)
  }
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text)
  const bin = join(homeFolder, 'bin')
  const calls = join(homeFolder, 'gh-calls')
  mkdirSync(bin)
  if (options.gh !== undefined) {
    write('bin/gh', `#!/bin/sh\necho "$GH_CONFIG_DIR $@" >> ${calls}\n${options.gh}\n`)
    chmodSync(join(bin, 'gh'), 0o755)
  }
  const clock = { now: NOW }
  const readConfig = () => Config.parse({ auth: options.auth ?? {} })
  const reader = new HostCredentialsReader({
    readConfig,
    homeFolder,
    env: { PATH: options.gh === undefined ? bin : `${bin}:/usr/bin:/bin`, ...options.env },
    platform: options.platform ?? 'linux',
    now: () => clock.now,
  })
  const look = async () => {
    const logins = await reader.look()
    for (const login of logins) LoginState.parse(login)
    return Object.fromEntries(logins.map((login) => [login.id, login])) as Record<
      LoginState['id'],
      LoginState
    >
  }
  const access = createRunAccess({
    host: reader,
    secrets: { read: async () => null },
    apps: { mint: async () => Promise.reject(new Error('no App was asked for')) },
    readConfig,
  })
  const credentials = {
    collect: ({
      mode,
      githubHost,
      env,
    }: {
      mode: AuthMode
      githubHost: string
      env?: Record<string, string>
    }) =>
      access.collect(
        PipelineJob.parse({
          id: 'job',
          name: 'Job',
          enabled: true,
          type: 'agent-pipeline',
          auth: mode,
          env,
          source: { repo: `https://${githubHost}/acme/shop` },
          pipeline: 'review',
          schedule: { type: 'manual' },
        }),
        { rehearsal: false },
      ),
  }
  const ghCalls = () => readFileSync(calls, 'utf8').trim().split('\n')
  return { homeFolder, write, credentials, look, clock, ghCalls }
}

const linuxFiles = {
  '.claude/.credentials.json': JSON.stringify({
    claudeAiOauth: oauth,
    mcpOAuth: { server: { accessToken: 'mcp-canary' } },
  }),
}
const hostLogin = { mode: 'host-login', githubHost: 'github.com' } as const

it('says of a login that is there no more than that', async () => {
  const { look } = setUp({ files: linuxFiles, gh: 'echo gho_canary' })
  const { claude, github } = await look()
  expect(claude).toMatchObject({ status: 'present', expiresAt: '2026-11-20T13:00:00.000Z', fixes: [] })
  expect(claude.description).toContain('not known')
  expect(github).toMatchObject({ status: 'present', fixes: [] })
  expect(JSON.stringify([claude, github])).not.toContain('canary')
})

it('hands over the access token alone, and gh’s token as it is now', async () => {
  const { credentials, homeFolder, ghCalls } = setUp({
    files: linuxFiles,
    gh: 'echo gho_canary',
    env: {
      ANTHROPIC_API_KEY: 'sk-host',
      ANTHROPIC_AUTH_TOKEN: 'sk-host',
      CLAUDE_CODE_OAUTH_TOKEN: 'sk-host',
    },
  })
  const handed = await credentials.collect(hostLogin)
  expect(handed.files.map(({ path, mode }) => [path, mode])).toEqual([
    ['.claude/.credentials.json', '0600'],
    ['.oven/git-login', '0600'],
  ])
  const { refreshToken: _kept, ...rest } = oauth
  expect(JSON.parse(handed.files[0]!.bytes.toString())).toEqual({ claudeAiOauth: rest })
  expect(handed.env).toEqual({ GH_TOKEN: 'gho_canary', GH_HOST: 'github.com' })
  expect(handed.secrets.sort()).toEqual(['access-canary', 'gho_canary'])
  expect(JSON.stringify(handed.env) + handed.files[0]!.bytes).not.toMatch(/refresh-canary|mcp-canary|sk-host/)
  expect(ghCalls()).toEqual([`${homeFolder}/.config/gh auth token --hostname github.com`])
})

it('says that a login has expired, in the check and to the run, with the way out', async () => {
  const expired = JSON.stringify({ claudeAiOauth: { ...oauth, expiresAt: NOW - 1 } })
  const { look, credentials } = setUp({ files: { '.claude/.credentials.json': expired } })
  const { claude } = await look()
  expect(claude).toMatchObject({ status: 'expired', expiresAt: '2026-11-20T11:59:59.999Z' })
  expect(claude.fixes[0]!.command).toBe('claude auth login')
  await expect(credentials.collect(hostLogin)).rejects.toMatchObject({
    code: 'login-expired',
    message: expect.stringContaining('Claude login expired'),
    hint: expect.stringContaining('claude auth login'),
  })
})

it.each([
  ['an empty folder', { '.claude/settings.json': '{}' }],
  ['no folder', {}],
  ['a file without a login', { '.claude/.credentials.json': '{"mcpOAuth":{}}' }],
  ['a file with an empty token', { '.claude/.credentials.json': '{"claudeAiOauth":{"accessToken":""}}' }],
  ['a file cut off', { '.claude/.credentials.json': '{"claudeAiOauth":{"acc' }],
])('does not take %s for a login', async (_what, files) => {
  const { look, credentials } = setUp({ files: files as Record<string, string> })
  expect((await look()).claude).toMatchObject({ status: 'missing', expiresAt: null })
  await expect(credentials.collect(hostLogin)).rejects.toMatchObject({
    code: 'login-missing',
    hint: expect.stringContaining('claude auth login'),
  })
})

it('says on a Mac that the Keychain keeps the login, and offers what works there', async () => {
  const { look, credentials } = setUp({
    platform: 'darwin',
    files: {
      '.claude/settings.json': '{}',
      '.config/gh/hosts.yml': 'github.com:\n    git_protocol: https\n    user: somebody\n',
    },
    gh: 'exit 1',
  })
  const { claude, github } = await look()
  expect(claude.status).toBe('missing')
  expect(claude.description).toContain('Keychain')
  expect(claude.fixes).toEqual([
    { description: expect.stringContaining('container-login'), command: 'oven auth sign-in claude' },
    { description: expect.stringContaining('api-key'), command: 'oven secrets set ANTHROPIC_API_KEY' },
  ])
  expect(github).toMatchObject({
    status: 'missing',
    fixes: [expect.objectContaining({ command: 'gh auth login' })],
  })
  await expect(credentials.collect(hostLogin)).rejects.toMatchObject({
    code: 'login-missing',
    message: expect.stringContaining('Keychain'),
    hint: expect.stringContaining('api-key'),
  })
})

it('uses the file where a Mac has one', async () => {
  const { look } = setUp({ platform: 'darwin', files: linuxFiles })
  expect((await look()).claude.status).toBe('present')
})

it('takes a login without an end for present', async () => {
  const { look } = setUp({ files: { '.claude/.credentials.json': '{"claudeAiOauth":{"accessToken":"a"}}' } })
  expect((await look()).claude).toMatchObject({ status: 'present', expiresAt: null })
})

it('looks where the settings or the environment say', async () => {
  const files = { 'elsewhere/.credentials.json': linuxFiles['.claude/.credentials.json'] }
  for (const auth of [
    { claudeCredPath: '~/elsewhere' },
    { claudeCredPath: '~/elsewhere/.credentials.json' },
  ]) {
    expect((await setUp({ files, auth }).look()).claude.status).toBe('present')
  }
  const byEnv = setUp({ files: {} })
  byEnv.write('x/.credentials.json', files['elsewhere/.credentials.json'])
  const reader = new HostCredentialsReader({
    readConfig: () => Config.parse({}),
    homeFolder: tempFolder(),
    env: { PATH: '', CLAUDE_CONFIG_DIR: join(byEnv.homeFolder, 'x') },
    platform: 'linux',
    now: () => NOW,
  })
  expect((await reader.look())[0]!.status).toBe('present')
})

it('hands its own key alone to a job with one, and says so when there is none', async () => {
  const { credentials } = setUp({ files: linuxFiles, gh: 'echo gho_canary' })
  const handed = await credentials.collect({
    mode: 'api-key',
    githubHost: 'github.com',
    env: { ANTHROPIC_API_KEY: 'sk-own', CLAUDE_CODE_OAUTH_TOKEN: 'sk-second', OTHER: 'kept' },
  })
  expect(handed.env).toEqual({
    GH_HOST: 'github.com',
    GH_TOKEN: 'gho_canary',
    ANTHROPIC_API_KEY: 'sk-own',
    OTHER: 'kept',
  })
  expect(handed.files.map(({ path }) => path)).toEqual(['.oven/git-login'])
  expect(handed.secrets).toEqual(expect.arrayContaining(['gho_canary', 'sk-own', 'sk-second']))
  await expect(credentials.collect({ mode: 'api-key', githubHost: 'github.com' })).rejects.toMatchObject({
    code: 'key-missing',
  })
})

it('hands the volume, and no file and no key, to a job with a login inside containers', async () => {
  const { credentials } = setUp({ files: linuxFiles, gh: 'exit 1' })
  const handed = await credentials.collect({
    mode: 'container-login',
    githubHost: 'github.com',
    env: { ANTHROPIC_API_KEY: 'sk-own' },
  })
  expect(handed).toMatchObject({
    env: {},
    files: [],
    mounts: [{ kind: 'volume', source: 'agent-oven-claude', target: '/claude', readOnly: false }],
    plainEnv: { CLAUDE_CONFIG_DIR: '/claude' },
  })
})

it.each([
  ['one account', 'github.com:\n    oauth_token: gho_file\n    user: a\n'],
  [
    'several',
    'github.com:\n    user: b\n    users:\n        a:\n            oauth_token: gho_other\n        b:\n            oauth_token: gho_file\n',
  ],
])('finds a token in gh’s own file for %s, without gh', async (_what, hosts) => {
  const { look, credentials } = setUp({ files: { ...linuxFiles, '.config/gh/hosts.yml': hosts } })
  expect((await look()).github.status).toBe('present')
  expect((await credentials.collect(hostLogin)).env.GH_TOKEN).toBe('gho_file')
})

it('goes on without a GitHub login where none is to be had', async () => {
  const { look, credentials } = setUp({ files: { ...linuxFiles, '.config/gh/hosts.yml': ':\n- not: [gh' } })
  const { github } = await look()
  expect(github).toMatchObject({ status: 'missing' })
  expect(github.description).toContain('not installed')
  expect(await credentials.collect(hostLogin)).toMatchObject({ env: {}, secrets: ['access-canary'] })
})

it('names another GitHub host to gh in the container', async () => {
  const { credentials, ghCalls } = setUp({ files: linuxFiles, gh: 'echo ghe_canary' })
  const { env } = await credentials.collect({ mode: 'host-login', githubHost: 'git.acme.example' })
  expect(env).toMatchObject({
    GH_ENTERPRISE_TOKEN: 'ghe_canary',
    GH_HOST: 'git.acme.example',
    GIT_CONFIG_KEY_0: 'url.https://git.acme.example/.insteadOf',
    GIT_CONFIG_VALUE_0: 'git@git.acme.example:',
  })
  expect(ghCalls()[0]).toContain('--hostname git.acme.example')
})

it('asks gh for the display at most once a minute, for a run every time', async () => {
  const { look, credentials, clock, ghCalls } = setUp({ files: linuxFiles, gh: 'echo gho_canary' })
  for (let times = 0; times < 5; times++) await look()
  expect(ghCalls()).toHaveLength(1)
  clock.now += 61_000
  await look()
  expect(ghCalls()).toHaveLength(2)
  await credentials.collect(hostLogin)
  await credentials.collect(hostLogin)
  expect(ghCalls()).toHaveLength(4)
})

it('does not wait for a gh that hangs', async () => {
  const { look } = setUp({ files: linuxFiles, gh: 'trap "" TERM; exec sleep 60' })
  const began = performance.now()
  const { github } = await look()
  expect(github.status).toBe('unknown')
  expect(performance.now() - began).toBeLessThan(45_000)
})
