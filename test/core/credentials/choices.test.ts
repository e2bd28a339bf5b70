import { describe, expect, it, test } from 'vitest'
import { PipelineJob } from '../../../contract/index.ts'
import { chooseClaude, withOneCredential } from '../../../core/credentials/choose-claude.ts'
import { chooseGit } from '../../../core/credentials/choose-git.ts'
import { classifyGit, tellingLine } from '../../../core/credentials/classify-git.ts'
import { handOverGit } from '../../../core/credentials/hand-over-git.ts'
import { httpsAddress, placeOf, sshAddress } from '../../../core/credentials/repo-place.ts'
import { Config } from '../../../core/ports/config-store.ts'

const jobOf = (changes: Record<string, unknown> = {}) =>
  PipelineJob.parse({
    id: 'night',
    name: 'Night',
    enabled: true,
    type: 'agent-pipeline',
    pipeline: 'review',
    schedule: { type: 'manual' },
    source: { repo: 'https://github.com/acme/shop' },
    ...changes,
  })
const reader =
  (secrets: Record<string, string> = {}) =>
  async (name: string) =>
    secrets[name] ?? null
const byDefault = Config.parse({})

describe('the credential for Claude', () => {
  it.each([
    ['the settings', {}, {}, 'host-login', 'claude:host-login'],
    ['its mode', { auth: 'container-login' }, {}, 'host-login', 'claude:container-login'],
    [
      'a key in its env',
      { env: { ANTHROPIC_API_KEY: 'k' } },
      {},
      'host-login',
      'claude:key:ANTHROPIC_API_KEY',
    ],
    [
      'a secret it names',
      { secrets: ['CLAUDE_CODE_OAUTH_TOKEN'] },
      { CLAUDE_CODE_OAUTH_TOKEN: 't' },
      'host-login',
      'claude:key:CLAUDE_CODE_OAUTH_TOKEN',
    ],
    [
      'its mode against a key',
      { auth: 'host-login', env: { ANTHROPIC_API_KEY: 'k' } },
      {},
      'api-key',
      'claude:host-login',
    ],
    [
      'any secret of the name',
      { auth: 'api-key' },
      { ANTHROPIC_API_KEY: 'k' },
      'host-login',
      'claude:key:ANTHROPIC_API_KEY',
    ],
    [
      'the settings, a key',
      {},
      { ANTHROPIC_AUTH_TOKEN: 'a', ANTHROPIC_API_KEY: 'k' },
      'api-key',
      'claude:key:ANTHROPIC_AUTH_TOKEN',
    ],
  ])('is chosen by %s', async (_by, changes, secrets, defaultMode, id) => {
    const config = Config.parse({ auth: { defaultMode } })
    expect((await chooseClaude(jobOf(changes), config, reader(secrets as Record<string, string>))).id).toBe(
      id,
    )
  })

  it('is one, whatever else stands in the environment', async () => {
    const env = {
      ANTHROPIC_API_KEY: 'k',
      ANTHROPIC_AUTH_TOKEN: 'a',
      CLAUDE_CODE_OAUTH_TOKEN: 'o',
      MODE: 'fast',
    }
    const key = await chooseClaude(jobOf({ env }), byDefault, reader())
    expect(withOneCredential(env, key)).toEqual({ ANTHROPIC_AUTH_TOKEN: 'a', MODE: 'fast' })
    const login = await chooseClaude(jobOf({ env, auth: 'container-login' }), byDefault, reader())
    expect(withOneCredential(env, login)).toEqual({ MODE: 'fast' })
    expect(withOneCredential(env, null)).toEqual({ MODE: 'fast' })
  })

  it('is missing where nobody has set it', async () => {
    expect(await chooseClaude(jobOf({ auth: 'api-key' }), byDefault, reader())).toMatchObject({
      variable: 'ANTHROPIC_API_KEY',
      value: null,
    })
  })
})

describe('the credential for git', () => {
  const githubApps = { bot: { appId: 12, installationId: '34', privateKey: 'BOT_KEY' } }
  const config = Config.parse({ auth: { githubApps } })
  const pem = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----'
  it.each([
    [undefined, {}, { kind: 'github-login', id: 'git:host:github.com' }],
    ['bot', {}, { kind: 'github-app', id: 'git:app:bot', repository: 'acme/shop' }],
    ['PAT', { PAT: 'github_pat_1' }, { kind: 'token', id: 'git:secret:PAT' }],
    ['KEY', { KEY: pem }, { kind: 'deploy-key', id: 'git:secret:KEY' }],
    ['NONE', {}, { kind: 'unknown', id: 'git:secret:NONE' }],
  ])('named %s', async (credentials, secrets, expected) => {
    const source = { repo: 'git@github.com:acme/shop.git', credentials }
    expect(await chooseGit(jobOf({ source }), config, reader(secrets))).toMatchObject(expected)
  })

  it('as a token is handed over in files of the home and in the environment, for its server alone', () => {
    const at = { repo: 'https://gitlab.com/a/b', host: 'gitlab.com', knownHosts: [] }
    const { env, files, secrets } = handOverGit({ kind: 'token', token: 'glpat-1' }, at)
    expect(files.map(({ path, mode, bytes }) => [path, mode, String(bytes)])).toEqual([
      ['.oven/git-login', '0600', 'gitlab.com\noauth2\nglpat-1\n'],
    ])
    expect(env).toMatchObject({ GIT_CONFIG_COUNT: '2', GIT_CONFIG_VALUE_1: 'ssh://git@gitlab.com/' })
    expect(secrets).toEqual(['glpat-1'])
  })

  it('as a key is a file of the home, for a server whose key is known', () => {
    const at = {
      repo: 'https://github.com/acme/shop',
      host: 'github.com',
      knownHosts: ['git.example ssh-ed25519 AAAA'],
    }
    const { env, files } = handOverGit({ kind: 'deploy-key', privateKey: `${pem}\n` }, at)
    expect(files.map(({ path, mode }) => [path, mode])).toEqual([
      ['.ssh/oven-deploy-key', '0600'],
      ['.ssh/known_hosts', '0600'],
    ])
    expect(env.GIT_SSH_COMMAND).toContain('StrictHostKeyChecking=yes')
    expect(env.GIT_CONFIG_KEY_0).toBe('url.git@github.com:acme/shop.git.insteadOf')
    expect(Object.values(env).join(' ')).not.toContain('PRIVATE KEY')
  })
})

test.each([
  [
    'https://github.com/acme/shop.git',
    'github.com',
    'acme/shop',
    'https://github.com/acme/shop.git',
    'git@github.com:acme/shop.git',
  ],
  [
    'git@github.com:acme/shop',
    'github.com',
    'acme/shop',
    'https://github.com/acme/shop.git',
    'git@github.com:acme/shop',
  ],
  [
    'ssh://git@gitlab.com/a/b/c.git',
    'gitlab.com',
    'a/b/c',
    'https://gitlab.com/a/b/c.git',
    'ssh://git@gitlab.com/a/b/c.git',
  ],
  [
    'ssh://git@host.example:2222/a/b',
    'host.example',
    'a/b',
    'ssh://git@host.example:2222/a/b',
    'ssh://git@host.example:2222/a/b',
  ],
])('%s is found at its server', (repo, host, path, https, ssh) => {
  expect(placeOf(repo)).toMatchObject({ host, path })
  expect([httpsAddress(repo), sshAddress(repo)]).toEqual([https, ssh])
})

// Words of git 2.39 and 2.47 and of gh 2.46, as they print them.
test.each([
  ["fatal: Authentication failed for 'https://github.com/a/b/'", 'repo-denied'],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'repo-denied'],
  [
    'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'repo-denied',
  ],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'repo-denied'],
  ['HTTP 401: Bad credentials (https://api.github.com/graphql)', 'repo-denied'],
  ["remote: Repository not found.\nfatal: repository 'https://github.com/a/b/' not found", 'repo-missing'],
  ["GraphQL: Could not resolve to a Repository with the name 'a/b'. (repository)", 'repo-missing'],
  ['fatal: Remote branch mian not found in upstream origin', 'branch-missing'],
  ["fatal: couldn't find remote ref refs/heads/x", 'branch-missing'],
  [
    "remote: Permission to a/b.git denied to bot.\nfatal: unable to access 'https://github.com/a/b/': The requested URL returned error: 403",
    'push-denied',
  ],
  [' ! [remote rejected] main -> main (protected branch hook declined)', 'push-denied'],
  [
    'ERROR: The key you are authenticating with has been marked as read only.\nfatal: Could not read from remote repository.',
    'push-denied',
  ],
  ['GraphQL: Resource not accessible by integration (createPullRequest)', 'push-denied'],
  ["fatal: unable to access 'https://github.com/a/b/': Could not resolve host: github.com", 'network'],
  ['error connecting to api.github.com\ncheck your internet connection', 'network'],
  ['Everything up-to-date', null],
])('%s is %s', (words, code) => {
  expect(classifyGit(words)).toBe(code)
  expect(tellingLine(words).length).toBeGreaterThan(5)
})
