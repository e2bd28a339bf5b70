import { describe, expect, test } from 'vitest'
import { Job, Settings } from '../../../../contract/index.ts'
import { createGithubAccess, webHostOf } from '../../../../core/triggers/github/github-access.ts'

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----'
const SECRETS: Record<string, string> = {
  TOKEN: 'ghp_token\n',
  DEPLOY: KEY,
  APP_KEY: 'pem',
  SHARED: 'ghp_shared',
}

function open(github: Record<string, unknown> = {}) {
  const config = Settings.parse({
    github,
    auth: { githubApps: { app: { appId: 'Iv1.1', installationId: '7', privateKey: 'APP_KEY' } } },
  })
  const minted: string[] = []
  const time = { nowMs: Date.parse('2026-01-01T00:00:00Z') }
  const accessOf = createGithubAccess({
    // biome-ignore lint/suspicious/noExplicitAny: only what is asked of it
    host: { githubToken: async (host: string) => `gho_of_${host}` } as any,
    secrets: { read: async (name) => SECRETS[name] ?? null },
    apps: {
      async mint(_app, repository, permissions) {
        // What GitHub is told of runs needs these, which a run's own token is never given.
        expect(permissions).toMatchObject({ issues: 'write', pull_requests: 'write', statuses: 'write' })
        minted.push(repository)
        return {
          token: `ghs_${minted.length}`,
          expiresAt: new Date(time.nowMs + 3_600_000).toISOString(),
        }
      },
    },
    readConfig: () => config,
    now: () => time.nowMs,
  })
  return { accessOf, minted, time }
}

const shared = { id: 'a', name: 'a', enabled: true, schedule: { type: 'manual' } }
const github = { on: [{ event: 'push' }] }
const pipeline = (repo: string, credentials?: string, more: Record<string, unknown> = {}) =>
  Job.parse({
    ...shared,
    type: 'agent-pipeline',
    pipeline: 'p',
    source: { repo, ...(credentials && { credentials }) },
    github: { ...github, ...more },
  })
const docker = Job.parse({
  ...shared,
  type: 'docker',
  image: 'a',
  command: [],
  github: { ...github, repo: 'o/r' },
})

describe('as who GitHub is asked', () => {
  test.each([
    ['a token of the job', pipeline('https://github.com/o/r', 'TOKEN'), {}, 'ghp_token'],
    ['the same over ssh', pipeline('git@github.com:o/r.git', 'TOKEN'), {}, 'ghp_token'],
    ['gh’s login', pipeline('https://github.com/o/r'), {}, 'gho_of_github.com'],
    ['the oven’s token', pipeline('https://github.com/o/r'), { token: 'SHARED' }, 'ghp_shared'],
    [
      'gh’s login, as a deploy key opens nothing here',
      pipeline('git@github.com:o/r.git', 'DEPLOY'),
      {},
      'gho_of_github.com',
    ],
    ['gh’s login for a docker job', docker, {}, 'gho_of_github.com'],
    ['the oven’s token for a docker job', docker, { token: 'SHARED' }, 'ghp_shared'],
    // What belongs elsewhere is not shown to GitHub.
    [
      'never a token of another server',
      pipeline('https://gitlab.com/o/r', 'TOKEN', { repo: 'o/r' }),
      {},
      'gho_of_github.com',
    ],
    [
      'never github.com’s token on one’s own server',
      pipeline('https://github.com/o/r', 'TOKEN'),
      { apiUrl: 'https://ghe.example/api/v3' },
      'gho_of_ghe.example',
    ],
    [
      'the token of one’s own server',
      pipeline('https://ghe.example/o/r', 'TOKEN', { repo: 'o/r' }),
      { apiUrl: 'https://ghe.example/api/v3' },
      'ghp_token',
    ],
  ])('%s', async (_who, job, settings, token) => {
    const { accessOf } = open(settings)
    expect(await accessOf(job)).toEqual({
      apiUrl: 'apiUrl' in settings ? settings.apiUrl : 'https://api.github.com',
      token,
    })
  })

  test('an App, with a token for that repository that is minted anew before it ends', async () => {
    const { accessOf, minted, time } = open()
    const job = pipeline('https://github.com/o/r', 'app')
    expect([(await accessOf(job)).token, (await accessOf(job)).token]).toEqual(['ghs_1', 'ghs_1'])
    time.nowMs += 49 * 60_000
    expect((await accessOf(job)).token).toBe('ghs_1')
    time.nowMs += 2 * 60_000
    expect((await accessOf(job)).token).toBe('ghs_2')
    expect(await accessOf(pipeline('https://github.com/o/r', 'app', { repo: 'o/other' }))).toMatchObject({
      token: 'ghs_3',
    })
    expect(minted).toEqual(['o/r', 'o/r', 'o/other'])
  })

  test('a secret that is named and not set is told', async () => {
    await expect(open({ token: 'GONE' }).accessOf(docker)).rejects.toMatchObject({
      code: 'credential-missing',
    })
    await expect(open().accessOf(pipeline('https://github.com/o/r', 'GONE'))).rejects.toMatchObject({
      code: 'credential-missing',
    })
  })
})

test.each([
  ['https://api.github.com', 'github.com'],
  ['https://api.octo.ghe.com', 'octo.ghe.com'],
  ['https://github.example.com/api/v3', 'github.example.com'],
  ['http://127.0.0.1:9999', '127.0.0.1'],
])('%s is the API of %s', (apiUrl, host) => {
  expect(webHostOf(apiUrl)).toBe(host)
})

test.each([
  ['https://github.example.com/api/v3', true],
  ['http://127.0.0.1:8080', true],
  ['http://localhost/api', true],
  ['http://github.example.com', false],
  ['http://127.0.0.1.evil.example', false],
  ['ftp://github.com', false],
  ['nonsense', false],
])('an address of the API that shows tokens to nobody else: %s (%s)', (apiUrl, isTaken) => {
  expect(Settings.safeParse({ github: { apiUrl } }).success).toBe(isTaken)
})
