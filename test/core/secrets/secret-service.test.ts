import { describe, expect, test } from 'vitest'
import { Job } from '../../../contract/index.ts'
import { createSecretChecks } from '../../../core/secrets/secret-checks.ts'
import { createSecretService } from '../../../core/secrets/secret-service.ts'
import { openVaultFixture } from './vault-fixture.ts'

const job = (id: string, rest: object) =>
  Job.parse({
    id,
    name: id,
    type: 'docker',
    image: 'x',
    command: [],
    enabled: true,
    schedule: { type: 'manual' },
    ...rest,
  })

const auth = { defaultMode: 'host-login', githubApps: { bot: { privateKey: 'BOT_KEY' } } } as const

function pipeline(id: string, credentials?: string, rest: object = {}): Job {
  const source = { repo: 'https://example.org/a/b', credentials }
  const schedule = { type: 'manual' }
  return Job.parse({
    id,
    name: id,
    type: 'agent-pipeline',
    enabled: true,
    schedule,
    source,
    pipeline: 'review',
    ...rest,
  })
}

function openService(...jobs: Job[]) {
  const fixture = openVaultFixture()
  const vault = fixture.open()
  const changed: unknown[] = []
  const updates: unknown[] = []
  const find = (id: string) => jobs.find((each) => each.id === id)!
  const service = createSecretService({
    vault,
    jobs: {
      listJobs: () => jobs,
      show: (id) => ({ job: find(id) }) as never,
      update: (id, changes) => updates.push({ id, changes }) as never,
    },
    auth: () => auth,
    changes: { emit: (change) => changed.push(change) },
  })
  const checks = Object.fromEntries(
    createSecretChecks({ vault, jobs: () => jobs, auth: () => auth }).map((check) => [check.id, check]),
  )
  return { ...fixture, vault, service, changed, updates, checks }
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => error,
  )

describe('secrets as people see them', () => {
  test('never hold a value; of a long one its ending', async () => {
    const { service, changed } = openService(
      job('a', { secrets: ['LONG', 'MISSING'] }),
      job('b', { secrets: ['LONG'] }),
    )
    await service.set({ name: 'LONG', value: 'a-value-of-so-many-characters-wxyz' })
    await service.set({ name: 'SHORT', value: 'fifteen-letters' })
    await service.set({ name: 'LINES', value: 'a key\nof several lines, all\nof them long' })
    const list = await service.list()
    expect(list.secrets.map(({ name, ending, usedBy }) => [name, ending, usedBy])).toEqual([
      ['LINES', null, []],
      ['LONG', 'wxyz', ['a', 'b']],
      ['SHORT', null, []],
    ])
    expect(list.missing).toEqual([{ name: 'MISSING', usedBy: ['a'] }])
    expect(JSON.stringify(list)).not.toMatch(/so-many|fifteen|several/)
    expect(changed).toEqual(Array(3).fill({ type: 'secret' }))
  })

  test.each([
    ['too short', 'TOKEN', 'five5', 'value'],
    ['empty but for spaces', 'TOKEN', '          ', 'value'],
    ['with a NUL', 'TOKEN', 'some\0value', 'value'],
    ['too long', 'TOKEN', 'x'.repeat(65_537), 'value'],
    ['under a name of the runner’s own', 'OVEN_NONCE', 'some value', 'name'],
    ['under a name that would change every program', 'LD_PRELOAD', 'some value', 'name'],
    ['under a name that is no field of its own', '__proto__', 'some value', 'name'],
  ])('are refused %s, without being repeated', async (_, name, value, field) => {
    const { service, state } = openService()
    const error = await refusal(service.set({ name, value }))
    expect(error).toMatchObject({ code: 'secret-invalid', kind: 'INPUT_INVALID', fields: [{ field }] })
    expect(error.message).not.toContain(value)
    expect(state.writes).toBe(0)
  })

  test('of a GitHub App are its private key', async () => {
    const { service } = openService(pipeline('p', 'bot'))
    expect((await service.list()).missing).toEqual([{ name: 'BOT_KEY', usedBy: ['p'] }])
  })

  test('are also the key for Claude that a job picks up without naming one', async () => {
    const { service } = openService(
      pipeline('p', undefined, { auth: 'api-key' }),
      pipeline('own', undefined, { auth: 'api-key', env: { ANTHROPIC_API_KEY: 'of its own' } }),
      pipeline('login', undefined, { auth: 'host-login' }),
    )
    expect((await service.list()).missing).toEqual([{ name: 'ANTHROPIC_API_KEY', usedBy: ['p'] }])
    await service.set({ name: 'CLAUDE_CODE_OAUTH_TOKEN', value: 'some value' })
    const { secrets, missing } = await service.list()
    expect([secrets[0]!.usedBy, missing]).toEqual([['p'], []])
    const error = await refusal(service.remove({ name: 'CLAUDE_CODE_OAUTH_TOKEN', force: false }))
    expect(error).toMatchObject({ code: 'secret-in-use', message: expect.stringContaining('"p"') })
  })

  test('are put under another key, and everybody is told', async () => {
    const { service, document, changed } = openService()
    await service.set({ name: 'LONG', value: 'some value' })
    const before = document().key.id
    expect(await service.rotateKey()).toEqual({ secrets: 1, keptBy: 'the test' })
    expect(document().key.id).not.toBe(before)
    expect(changed).toHaveLength(2)
  })

  test('are not removed from under a job, unless by force', async () => {
    const { service, vault } = openService(pipeline('p', 'DEPLOY'))
    await service.set({ name: 'DEPLOY', value: 'some value' })
    const error = await refusal(service.remove({ name: 'DEPLOY', force: false }))
    expect(error).toMatchObject({ code: 'secret-in-use', kind: 'CONFLICT' })
    expect(error.message).toContain('"p"')
    expect(await service.remove({ name: 'DEPLOY', force: true })).toEqual({
      removed: 'DEPLOY',
      usedBy: ['p'],
    })
    expect(vault.names()).toEqual([])
    expect(await refusal(service.remove({ name: 'DEPLOY', force: true }))).toMatchObject({
      kind: 'NOT_FOUND',
    })
  })
})

describe('adopting secrets out of a job’s env', () => {
  const env = { API_KEY: 'key-0123456789', GREETING: 'good morning', SESSION_TOKEN: 'token-0123456789' }

  test('moves those that look secret and has the job name them', async () => {
    const { service, vault, updates } = openService(job('a', { env, secrets: ['OTHER'] }))
    expect(await service.adopt({ id: 'a' })).toEqual({ moved: ['API_KEY', 'SESSION_TOKEN'] })
    expect(await vault.read(['API_KEY'])).toEqual({ API_KEY: 'key-0123456789' })
    expect(updates).toEqual([
      {
        id: 'a',
        changes: { env: { GREETING: 'good morning' }, secrets: ['OTHER', 'API_KEY', 'SESSION_TOKEN'] },
      },
    ])
  })

  test('takes the env away when nothing is left, and those that are named alone', async () => {
    const { service, updates } = openService(job('a', { env: { GREETING: 'good morning' } }))
    expect(await service.adopt({ id: 'a' })).toEqual({ moved: [] })
    expect(await service.adopt({ id: 'a', names: ['GREETING'] })).toEqual({ moved: ['GREETING'] })
    expect(updates).toEqual([{ id: 'a', changes: { env: null, secrets: ['GREETING'] } }])
  })

  test('changes nothing when one cannot be moved', async () => {
    const { service, vault, updates } = openService(job('a', { env: { ...env, SHORT_KEY: 'abc' } }))
    expect(await refusal(service.adopt({ id: 'a' }))).toMatchObject({ code: 'secret-invalid' })
    expect(await refusal(service.adopt({ id: 'a', names: ['NOWHERE'] }))).toMatchObject({
      code: 'input-invalid',
    })
    await vault.set('API_KEY', 'somebody else’s')
    expect(await refusal(service.adopt({ id: 'a', names: ['API_KEY'] }))).toMatchObject({
      code: 'secret-exists',
    })
    expect(await vault.read(['API_KEY'])).toEqual({ API_KEY: 'somebody else’s' })
    expect(updates).toEqual([])
  })
})

describe('checks', () => {
  test('name what jobs are missing, with the command that sets it', async () => {
    const { checks, service } = openService(job('a', { secrets: ['TOKEN'] }))
    expect(checks.secrets!.applicable()).toBe(true)
    expect(await checks.secrets!.check()).toMatchObject({
      passed: false,
      description: 'Jobs use secrets that are not set: TOKEN (a).',
      fixes: [{ command: 'oven secrets set TOKEN' }],
    })
    await service.set({ name: 'TOKEN', value: 'some value' })
    expect(await checks.secrets!.check()).toMatchObject({ passed: true })
  })

  test('say so when the vault does not open', async () => {
    const { checks, service, open, state } = openService(job('a', { secrets: ['TOKEN'] }))
    await service.set({ name: 'TOKEN', value: 'some value' })
    state.text = 'broken'
    expect(await checks.secrets!.check()).toMatchObject({ passed: false, fixes: [{ command: null }] })
    expect(createSecretChecks({ vault: open(), jobs: () => [], auth: () => auth })[0]!.applicable()).toBe(
      true,
    )
  })

  test('point at secrets in jobs.json without saying them, and fail nothing', async () => {
    const { checks } = openService(job('a', { env: { API_KEY: 'key-0123456789' } }), job('b', {}))
    const { passed, description, fixes } = await checks['secrets-in-env']!.check()
    expect({ passed, fixes }).toMatchObject({ passed: null, fixes: [{ command: 'oven secrets adopt a' }] })
    expect(description).toContain('a (API_KEY)')
    expect(description).not.toContain('key-0123456789')
  })

  test('are left out where there is nothing to look at', () => {
    const { checks } = openService(job('b', { env: { GREETING: 'good morning' } }))
    expect(Object.values(checks).map((check) => check.applicable())).toEqual([false, false])
  })
})
