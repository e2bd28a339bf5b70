import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { GithubAppInput, PipelineJob } from '../../../contract/index.ts'
import { createGithubAppService } from '../../../core/credentials/github-app-service.ts'
import { Config } from '../../../core/ports/config-store.ts'

const pem = { type: 'pkcs1', format: 'pem' } as const
const { privateKey: key, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: pem,
  publicKeyEncoding: pem,
})
const other = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey

const job = (id: string, credentials: string) =>
  PipelineJob.parse({
    id,
    name: id,
    enabled: true,
    type: 'agent-pipeline',
    pipeline: 'review',
    schedule: { type: 'manual' },
    source: { repo: 'https://github.com/acme/shop', credentials },
  })

function openApps(secrets: Record<string, string> = {}, jobs: PipelineJob[] = []) {
  let apps: Record<string, unknown> = {}
  const written: unknown[] = []
  const service = createGithubAppService({
    readConfig: () => Config.parse({ auth: { githubApps: apps } }),
    settings: {
      update({ auth }) {
        const changed = (auth as { githubApps: Record<string, object | null> }).githubApps
        written.push(changed)
        for (const [name, app] of Object.entries(changed)) {
          const { [name]: before, ...rest } = apps
          const next = { ...(before as object), ...app }
          apps = app === null ? rest : { ...rest, [name]: next }
        }
        return {} as never
      },
    },
    secrets: { read: async (name) => secrets[name] ?? null },
    setSecret: async ({ name, value }) => {
      secrets[name] = value
    },
    secretNames: () => Object.keys(secrets),
    jobs: () => jobs,
  })
  return { service, secrets, written }
}

const bot = { name: 'review-bot', appId: '123', installationId: '456' }
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => error,
  )

describe('a GitHub App', () => {
  let open: ReturnType<typeof openApps>
  beforeEach(() => {
    open = openApps({}, [job('p', 'review-bot'), job('q', 'OTHER')])
  })

  test('is kept in the settings, its pasted key among the secrets alone', async () => {
    const { service, secrets, written } = open
    const view = await service.set({ ...bot, key: `\n${key}` })
    expect(view).toEqual({
      ...bot,
      privateKey: 'REVIEW_BOT_KEY',
      apiUrl: null,
      hasKey: true,
      usedBy: ['p'],
    })
    expect(secrets).toEqual({ REVIEW_BOT_KEY: key })
    expect(JSON.stringify([view, written])).not.toContain('BEGIN')
    expect(service.list()).toEqual([view])
  })

  test('keeps its key when something else of it is changed, and takes a new one in its place', async () => {
    const { service, secrets } = open
    await service.set({ ...bot, key })
    const changed = await service.set({ ...bot, installationId: '7', apiUrl: 'https://git.example/api/v3' })
    expect(changed).toMatchObject({ installationId: '7', privateKey: 'REVIEW_BOT_KEY', hasKey: true })
    const next = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: pem,
      publicKeyEncoding: pem,
    })
    await service.set({ ...bot, key: next.privateKey })
    expect(secrets.REVIEW_BOT_KEY).toBe(next.privateKey)
    expect(service.list()).toHaveLength(1)
  })

  test('may use a secret that is there', async () => {
    const { service } = openApps({ SHARED: key })
    expect(await service.set({ ...bot, privateKey: 'SHARED' })).toMatchObject({ privateKey: 'SHARED' })
  })

  test.each([
    ['no key at all', {}, 'key', 'is missing'],
    ['a secret that is not there', { privateKey: 'NOPE' }, 'privateKey', 'no secret "NOPE"'],
    ['a secret that is no key', { privateKey: 'TOKEN' }, 'privateKey', '"TOKEN" holds no private key'],
    ['a text that is no key', { key: 'hunter2hunter2' }, 'key', 'whole PEM file'],
    ['a key of another kind', { key: other }, 'key', 'RSA'],
    ['the public key', { key: publicKey }, 'key', 'the private one is needed'],
    ['a key in the place of another secret', { key, privateKey: 'TOKEN' }, 'privateKey', 'already'],
    ['the name of a secret', { name: 'TOKEN', key }, 'name', 'another name'],
  ])('is refused with %s, at its field, and nothing is changed', async (_, changes, field, words) => {
    const { service, secrets, written } = openApps({ TOKEN: 'ghp_something' })
    const error = await refusal(service.set({ ...bot, ...changes }))
    expect(error).toMatchObject({
      code: 'app-invalid',
      kind: 'INPUT_INVALID',
      fields: [{ field, message: expect.stringContaining(words) }],
    })
    expect(error.message).not.toMatch(/hunter2|MII/)
    expect([Object.keys(secrets), written]).toEqual([['TOKEN'], []])
  })

  test('is not removed from under a job, unless by force; its key stays', async () => {
    const { service, secrets } = open
    await service.set({ ...bot, key })
    const error = await refusal(service.remove({ name: 'review-bot', force: false }))
    expect(error).toMatchObject({
      code: 'app-in-use',
      kind: 'CONFLICT',
      message: expect.stringContaining('"p"'),
    })
    expect(await service.remove({ name: 'review-bot', force: true })).toEqual({
      removed: 'review-bot',
      privateKey: 'REVIEW_BOT_KEY',
      usedBy: ['p'],
    })
    expect(service.list()).toEqual([])
    expect(Object.keys(secrets)).toEqual(['REVIEW_BOT_KEY'])
    expect(await refusal(service.remove({ name: 'constructor', force: true }))).toMatchObject({
      kind: 'NOT_FOUND',
    })
  })
})

test.each([
  ['name', { name: 'a b' }, 'must be named with'],
  ['appId', { appId: '12 34' }, "must be the App's id"],
  ['installationId', { installationId: 'abc' }, 'must be the number of an installation'],
  ['apiUrl', { apiUrl: 'ftp://x' }, 'must be an http or https address'],
])('its %s is checked as it is given', (field, changes, words) => {
  const { error } = GithubAppInput.safeParse({ ...bot, ...changes })
  expect(error?.issues[0]).toMatchObject({ path: [field], message: expect.stringContaining(words) })
})
