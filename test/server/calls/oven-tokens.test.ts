import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract, type NewToken, type Run } from '../../../contract/index.ts'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

let calls: CallFixture
let all: NewToken
let reads: NewToken
let job: NewToken

beforeAll(async () => {
  calls = await startCallFixture({ perAddress: 100_000 })
  calls.addJob({ id: 'bake' })
  const { tokens } = calls.services
  all = await tokens.create({ kind: 'oven', label: 'dashboard' })
  reads = await tokens.create({ kind: 'oven-read' })
  job = await tokens.create({ jobId: 'bake', kind: 'token' })
})
afterAll(() => calls.close())

const bearer = ({ value }: NewToken) => ({ authorization: `Bearer ${value}` })
const as = (token: NewToken, path: string, how: { method?: string; body?: unknown } = {}) =>
  calls.ask(path, { ...how, headers: bearer(token) })

describe('a token of the oven', () => {
  test('starts and repeats runs, here and beside the window', async () => {
    const called = await calls.trigger('bake', all.value, { body: { n: 1 } })
    expect(called.status).toBe(202)
    const { runId } = called.json
    await expect
      .poll(async () => (await as(all, `/api/status/${runId}`)).json, { timeout: 20_000 })
      .toMatchObject({ state: 'finished', outcome: 'blocked' })
    const retried = await as(all, `/api/runs/${runId}/retry`, { method: 'POST', body: {} })
    expect(retried.status).toBe(200)
    expect(retried.json).toMatchObject({ jobId: 'bake', trigger: 'retry' })
    const shown = await calls.askWindow(`/api/runs/${retried.json.id}`, { headers: bearer(all) })
    expect((shown.json as Run).retryOf).toBe(runId)
  })

  test('does what the window can: jobs, settings, secrets, and tokens of jobs', async () => {
    const made = { type: 'docker', id: 'made', image: 'x', schedule: { type: 'manual' } }
    expect((await as(all, '/api/jobs', { method: 'POST', body: { job: made } })).status).toBe(200)
    expect((await as(all, '/api/jobs/made')).json.job.image).toBe('x')
    const token = await as(all, '/api/tokens', { method: 'POST', body: { jobId: 'made' } })
    expect(token.json.value).toMatch(/^ovt_/)
    expect((await as(all, `/api/tokens/${token.json.token.id}`, { method: 'DELETE' })).status).toBe(200)
    const secret = { method: 'PUT', body: { value: 'canary-30c1a7' } }
    expect((await as(all, '/api/secrets/CANARY', secret)).status).toBe(200)
    const listed = await as(all, '/api/secrets')
    expect(listed.text).toContain('CANARY')
    for (const path of [
      '/api/secrets',
      '/api/jobs',
      '/api/settings',
      '/api/tokens',
      '/api/webhooks/deliveries',
    ]) {
      const { text } = await as(all, path)
      for (const value of ['canary-30c1a7', all.value, job.value, calls.ovenToken])
        expect(text).not.toContain(value)
    }
  })

  test('neither makes nor ends tokens of its sort, so that revoking it is the end of it', async () => {
    const answers = [
      await as(all, '/api/tokens', { method: 'POST', body: { kind: 'oven' } }),
      await as(all, '/api/tokens', { method: 'POST', body: { kind: 'oven-read' } }),
      await as(all, `/api/tokens/${reads.token.id}`, { method: 'DELETE' }),
      await as(all, `/api/tokens/${all.token.id}/rotate`, { method: 'POST', body: {} }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409])
    expect(answers[0]!.json.message).toBe('No token of the oven makes, changes or ends tokens of the oven.')
    // The oven's own, which changes with each start, does.
    const headers = { authorization: `Bearer ${calls.ovenToken}` }
    const made = await calls.ask('/api/tokens', { method: 'POST', headers, body: { kind: 'oven' } })
    expect(made.status).toBe(200)
    const { id } = made.json.token
    expect((await calls.ask(`/api/tokens/${id}`, { method: 'DELETE', headers })).status).toBe(200)
  })

  test('opens no window: no /rpc, no session, no line', async () => {
    const headers = bearer(all)
    for (const [path, method] of [
      ['/rpc/status/show', 'POST'],
      ['/session/key', 'POST'],
    ] as const) {
      expect([path, (await calls.askWindow(path, { method, headers })).status]).toEqual([path, 401])
      expect([path, (await calls.ask(path, { method, headers })).status]).toEqual([path, 404])
    }
  })

  test('is no token where it stands in an address, a cookie or another header', async () => {
    for (const path of [
      `/api/jobs?token=${all.value}`,
      `/api/jobs?access_token=${all.value}`,
      `/api/jobs?authorization=Bearer%20${all.value}`,
    ]) {
      expect((await calls.ask(path)).status).toBe(401)
    }
    for (const headers of [
      { cookie: `token=${all.value}; session=${all.value}` },
      { 'x-api-key': all.value },
      { 'proxy-authorization': `Bearer ${all.value}` },
      { authorization: `Basic ${Buffer.from(`oven:${all.value}`).toString('base64')}` },
      { authorization: `Bearer ${all.value} x` },
      { authorization: `Bearer ${all.value.slice(0, -1)}` },
    ] as Record<string, string>[]) {
      calls.callFrom('127.0.3.9')
      expect((await calls.ask('/api/jobs', { headers })).status).toBeGreaterThanOrEqual(401)
    }
    calls.callFrom('127.0.0.1')
    await expect.poll(() => calls.lines.join('')).toContain('GET /api/jobs')
    expect(calls.lines.join('')).not.toContain(all.value)
  })

  test('is listed with who used it, and written down by its end and the operation', async () => {
    calls.callFrom('127.0.3.7')
    const { uses } = calls.services.tokens.list().find(({ id }) => id === all.token.id)!
    await as(all, '/api/runs/canary-path/cancel', { method: 'POST' })
    calls.callFrom('127.0.0.1')
    const after = calls.services.tokens.list().find(({ id }) => id === all.token.id)!
    expect([after.uses, after.lastUsedFrom]).toEqual([uses + 1, '127.0.3.7'])
    await expect
      .poll(() =>
        calls.lines.find(
          (line) => line.includes('POST /api/runs/{runId}/cancel') && line.includes('127.0.3.7'),
        ),
      )
      .toContain(all.token.masked)
    expect(calls.lines.join('')).not.toContain('canary-path')
  })

  test('is counted by its own limit', async () => {
    const counted = await calls.services.tokens.create({ kind: 'oven-read' })
    calls.services.settings.update({ server: { perToken: 3 } })
    const answers = []
    for (let count = 0; count < 5; count += 1) answers.push((await as(counted, '/api/jobs')).status)
    calls.services.settings.update({ server: { perToken: 300 } })
    expect(answers).toEqual([200, 200, 200, 429, 429])
    await calls.services.tokens.revoke(counted.token.id)
  })

  test('ends what it was listening to when it is revoked', async () => {
    const listening = await calls.services.tokens.create({ kind: 'oven-read' })
    const ended = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<number>()
    const headers = bearer(listening)
    const sent = request({ port: calls.port, host: '127.0.0.1', path: '/api/changes', headers }, (answer) => {
      begun.resolve(answer.statusCode!)
      answer.on('error', () => {}).on('close', () => ended.resolve())
      answer.resume()
    })
    sent.on('error', begun.reject).end()
    expect(await begun.promise).toBe(200)
    await calls.services.tokens.revoke(listening.token.id)
    await ended.promise
    expect((await as(listening, '/api/jobs')).status).toBe(401)
  })
})

describe('a token of the oven that only reads', () => {
  test('sees, and changes nothing', async () => {
    for (const path of [
      '/api/status',
      '/api/jobs',
      '/api/runs',
      '/api/slots',
      '/api/settings',
      '/api/secrets',
    ]) {
      expect([path, (await as(reads, path)).status]).toEqual([path, 200])
    }
    const jobsBefore = calls.services.jobs.list().length
    for (const [method, path, body] of [
      ['POST', '/api/jobs/bake/run', {}],
      ['POST', '/api/runs/x/cancel', undefined],
      ['DELETE', '/api/jobs/bake', undefined],
      ['PATCH', '/api/settings', { changes: {} }],
      ['PUT', '/api/secrets/NAME', { value: 'x' }],
      ['POST', '/api/tokens', { jobId: 'bake' }],
      ['POST', '/api/doctor', undefined],
      ['HEAD', '/api/jobs', undefined],
    ] as const) {
      const answer = await as(reads, path, { method, body })
      expect([method, path, answer.status]).toEqual([method, path, 403])
    }
    const override = { ...bearer(reads), 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE' }
    expect((await calls.ask('/api/jobs/bake', { headers: override })).json.job.id).toBe('bake')
    expect(calls.services.jobs.list()).toHaveLength(jobsBefore)
    expect((await calls.trigger('bake', reads.value)).json.code).toBe('token-reads-only')
    expect((await calls.ask('/api/health', { headers: bearer(reads) })).json.version).toMatch(/^\d/)
  })

  test('asks with GET, and no operation that is asked with GET changes anything', () => {
    const changing = [
      'add',
      'set',
      'remove',
      'update',
      'create',
      'rotate',
      'revoke',
      'run',
      'cancel',
      'retry',
      'start',
    ]
    expect(namesOf(contract, 'GET').filter((name) => changing.includes(name.split('.').at(-1)!))).toEqual([])
    expect(namesOf(contract, 'GET').length).toBeGreaterThan(30)
  })
})

function namesOf(part: object, method: string, before = ''): string[] {
  return Object.entries(part).flatMap(([name, inner]: [string, object]) => {
    if (!('~orpc' in inner)) return namesOf(inner, method, `${before}${name}.`)
    return (inner['~orpc'] as { route: { method?: string } }).route.method === method ? [before + name] : []
  })
}
