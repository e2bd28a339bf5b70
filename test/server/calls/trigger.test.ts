import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RunStatus, TriggerAnswer } from '../../../contract/index.ts'
import { signHub, signStandard } from '../../../core/triggers/signature.ts'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

let calls: CallFixture
let bearer: string
let secret: string
let job = 'bake-0'
let count = 0

beforeAll(async () => {
  calls = await startCallFixture({ perAddress: 100_000 })
  calls.addJob({ id: 'other' })
})
afterAll(() => calls.close())
beforeEach(async () => {
  count += 1
  job = `bake-${count}`
  calls.addJob({ id: job })
  bearer = (await calls.services.tokens.create({ jobId: job, kind: 'token' })).value
  secret = (await calls.services.tokens.create({ jobId: job, kind: 'secret' })).value
  // Each test calls from an address of its own: wrong tokens of one are slowed down.
  calls.callFrom(`127.0.1.${count}`)
})

const runsOf = (jobId: string) => calls.services.history.list({ jobId }, { limit: 100 }).runs
const deliveries = () => calls.services.calls.list({ jobId: job }, { limit: 100 }).deliveries

describe('a call with the job’s token', () => {
  test('is a run, and says where to ask what came of it', async () => {
    const answer = await calls.trigger(job, bearer, { body: { ref: 'main' } })
    expect(answer.status).toBe(202)
    const made = TriggerAnswer.parse(answer.json)
    expect(made).toMatchObject({ jobId: job, number: 1, duplicate: false })
    expect(made.statusUrl).toBe(`http://127.0.0.1:${calls.port}/api/status/${made.runId}`)
    expect(answer.headers.location).toBe(made.statusUrl)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(runsOf(job)).toMatchObject([{ id: made.runId, trigger: 'webhook' }])
    const asked = await calls.ask(new URL(made.statusUrl).pathname, {
      headers: { authorization: `Bearer ${bearer}` },
    })
    expect(asked.status).toBe(200)
    expect(RunStatus.parse(asked.json)).toMatchObject({ runId: made.runId, jobId: job, trigger: 'webhook' })
  })

  test('needs no body, and is taken at the window’s own port as well', async () => {
    expect((await calls.trigger(job, bearer)).status).toBe(202)
    const headers = { authorization: `Bearer ${bearer}` }
    expect((await calls.askWindow(`/api/trigger/${job}`, { method: 'POST', headers })).status).toBe(202)
    expect(runsOf(job)).toHaveLength(2)
  })

  test('is one run, however often it comes under one name', async () => {
    const headers = { 'idempotency-key': 'a-1' }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => calls.trigger(job, bearer, { headers, body: { n: 1 } })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(202))
    expect(new Set(answers.map(({ json }) => json.runId)).size).toBe(1)
    expect(answers.filter(({ json }) => json.duplicate)).toHaveLength(19)
    expect(runsOf(job)).toHaveLength(1)
    const other = await calls.trigger(job, bearer, { headers, body: { n: 2 } })
    expect([other.status, other.json.code]).toEqual([422, 'key-reused'])
  })
})

describe('a signed call', () => {
  const signedBy = (value: string, body: string, at = Date.now()) => {
    const timestamp = String(Math.floor(at / 1000))
    const id = `msg_${timestamp}_${body.length}`
    const message = { id, timestamp, body: Buffer.from(body) }
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signStandard(message, value),
    }
  }

  test('is taken with either kind of signature, and once', async () => {
    const body = '{"action":"opened"}'
    const hub = { 'x-hub-signature-256': signHub(Buffer.from(body), secret), 'x-github-delivery': 'd-1' }
    const first = await calls.trigger(job, null, { headers: hub, body })
    const again = await calls.trigger(job, null, { headers: hub, body })
    expect([first.status, again.status, again.json.duplicate]).toEqual([202, 202, true])
    const standard = await calls.trigger(job, null, { headers: signedBy(secret, body), body })
    expect(standard.status).toBe(202)
    expect(runsOf(job)).toHaveLength(2)
    expect(deliveries().map(({ via, outcome }) => [via, outcome])).toEqual([
      ['signature', 'accepted'],
      ['signature', 'duplicate'],
      ['signature', 'accepted'],
    ])
  })

  test('is refused when it is old, or its body was changed', async () => {
    const body = '{"n":1}'
    const old = await calls.trigger(job, null, {
      headers: signedBy(secret, body, Date.now() - 6 * 60_000),
      body,
    })
    expect([old.status, old.json.code]).toEqual([401, 'signature-stale'])
    const changed = await calls.trigger(job, null, { headers: signedBy(secret, body), body: '{"n":2}' })
    expect([changed.status, changed.json.code]).toEqual([401, 'signature-wrong'])
    expect(deliveries().map(({ error }) => error!.code)).toEqual(['signature-wrong', 'signature-stale'])
    expect(runsOf(job)).toEqual([])
  })
})

describe('what is refused', () => {
  test.each([
    ['no token', () => ({ bearer: null }), 401, 'token-missing'],
    ['a wrong one', () => ({ bearer: 'ovt_wrong' }), 401, 'token-unknown'],
    ['Basic', () => ({ bearer: null, headers: { authorization: 'Basic b3Zlbg==' } }), 401, 'token-unknown'],
    ['no JSON', () => ({ bearer, body: '{"a":' }), 400, 'body-invalid'],
    [
      'a form',
      () => ({ bearer, body: 'a=b', headers: { 'content-type': 'text/plain' } }),
      415,
      'body-not-json',
    ],
    ['too much', () => ({ bearer, body: `"${'x'.repeat(64 * 1024)}"` }), 413, 'body-too-large'],
    ['an odd name', () => ({ bearer, headers: { 'idempotency-key': 'a b' } }), 400, 'key-invalid'],
    ['another job’s', () => ({ bearer, job: 'other' }), 403, 'token-of-another-job'],
    ['a page elsewhere', () => ({ bearer, headers: { origin: 'https://evil.example' } }), 403, 'FORBIDDEN'],
    ['another host', () => ({ bearer, headers: { host: 'evil.example' } }), 421, 'MISDIRECTED_REQUEST'],
  ] as [
    string,
    () => { bearer: string | null; job?: string; body?: string; headers?: Record<string, string> },
    number,
    string,
  ][])('%s', async (_what, made, status, code) => {
    const how = made()
    const answer = await calls.trigger(how.job ?? job, how.bearer, how)
    expect([answer.status, answer.json.code]).toEqual([status, code])
    expect(answer.json.message).toMatch(/^[A-Z"].*\.$/)
    expect(runsOf(job)).toEqual([])
    expect(answer.text).not.toContain(bearer)
  })

  test('exactly 64 KiB are taken', async () => {
    const body = `"${'x'.repeat(64 * 1024 - 2)}"`
    expect((await calls.trigger(job, bearer, { body })).status).toBe(202)
  })

  test('a GET, with what is allowed instead', async () => {
    const answer = await calls.trigger(job, bearer, { method: 'GET' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })

  test('a job that is disabled, or not there', async () => {
    calls.services.jobs.disable(job)
    const answer = await calls.trigger(job, bearer)
    expect([answer.status, answer.json.code]).toEqual([409, 'job-disabled'])
    expect((await calls.trigger('no-such-job', bearer)).status).toBe(403)
    expect((await calls.trigger('no-such-job', null)).status).toBe(401)
    const byOven = await calls.trigger('no-such-job', calls.ovenToken)
    expect([byOven.status, byOven.json.code]).toEqual([404, 'not-found'])
  })
})

describe('what a job’s token opens', () => {
  test('is the status of that job’s runs and nothing else', async () => {
    const own = (await calls.trigger(job, bearer)).json.runId as string
    const foreign = (await calls.trigger('other', calls.ovenToken)).json.runId as string
    const headers = { authorization: `Bearer ${bearer}` }
    expect((await calls.ask(`/api/status/${own}`, { headers })).status).toBe(200)
    const other = await calls.ask(`/api/status/${foreign}`, { headers })
    const none = await calls.ask('/api/status/00000000000000000000', { headers })
    expect([other.status, other.json]).toEqual([404, none.json])
    for (const path of [
      '/api/jobs',
      '/api/runs',
      '/api/tokens',
      '/api/status',
      '/api/settings',
      '/api/secrets',
    ]) {
      const answers = [await calls.ask(path, { headers }), await calls.askWindow(path, { headers })]
      expect([path, answers.map(({ status }) => status)]).toEqual([path, [403, 403]])
    }
    expect((await calls.ask(`/api/runs/${own}/cancel`, { method: 'POST', headers })).status).toBe(403)
  })

  test('the oven’s own opens the whole contract', async () => {
    const headers = { authorization: `Bearer ${calls.ovenToken}` }
    expect((await calls.ask('/api/jobs', { headers })).status).toBe(200)
    const run = (await calls.trigger(job, calls.ovenToken)).json.runId as string
    expect(runsOf(job)).toMatchObject([{ trigger: 'api' }])
    expect((await calls.ask(`/api/status/${run}`, { headers })).status).toBe(200)
    const cancelled = await calls.ask(`/api/runs/${run}/cancel`, { method: 'POST', headers })
    expect([200, 409]).toContain(cancelled.status)
  })

  test('there is no window, no session and no line at the server for calls', async () => {
    const headers = { authorization: `Bearer ${calls.ovenToken}` }
    for (const [path, method] of [
      ['/rpc/status/show', 'POST'],
      ['/session', 'POST'],
      ['/session/key', 'POST'],
      ['/index.html', 'GET'],
    ] as const) {
      expect([path, (await calls.ask(path, { method, headers })).status]).toEqual([path, 404])
    }
  })
})

test('health tells strangers that it lives, and no more', async () => {
  const plain = await calls.ask('/api/health')
  expect([plain.status, plain.json]).toEqual([200, { status: 'ok' }])
  const wrong = await calls.ask('/api/health', { headers: { authorization: 'Bearer wrong' } })
  expect(wrong.status).toBe(401)
  const known = await calls.ask('/api/health', { headers: { authorization: `Bearer ${bearer}` } })
  expect(known.json).toMatchObject({ status: 'ok', engine: { message: null } })
  expect(known.json.version).toMatch(/^\d/)
  expect(known.text).not.toContain(calls.home)
})
