import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { NewToken } from '../../../contract/index.ts'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

let calls: CallFixture
let job: NewToken
let all: NewToken

beforeAll(async () => {
  calls = await startCallFixture({ perAddress: 100_000 })
  calls.addJob({ id: 'bake' })
  job = await calls.services.tokens.create({ jobId: 'bake', kind: 'token' })
  await calls.services.tokens.create({ jobId: 'bake', kind: 'secret' })
  all = await calls.services.tokens.create({ kind: 'oven' })
})
afterAll(() => calls.close())

const own = () => `127.0.0.1:${calls.port}`
const asOven = () => ({ authorization: `Bearer ${all.value}` })

/** Sends bytes as they are, and answers all that comes until the server hangs up, or has said `until`. */
function raw(text: string, until?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(calls.port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (piece) => {
      answer += piece.toString('latin1')
      if (until?.test(answer)) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

const statusesIn = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)

describe('a request that two programs may read in two ways is refused, and nothing behind it is read', () => {
  const head = () => `host: ${own()}\r\nauthorization: Bearer ${job.value}\r\n`
  const hidden = () => `GET /api/health HTTP/1.1\r\n${head()}\r\n`
  test.each([
    ['a length and chunks', () => `content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', () => 'content-length: 2\r\ncontent-length: 4\r\n\r\n{}'],
    ['chunks that are not the last coding', () => 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a header that goes on in the next line', () => 'x-a: 1\r\n b\r\n\r\n'],
    ['a space before the colon', () => 'content-length : 4\r\n\r\n'],
  ])('%s', async (_what, rest) => {
    const answer = await raw(`POST /api/trigger/bake HTTP/1.1\r\n${head()}${rest()}${hidden()}`)
    expect(statusesIn(answer)).toEqual(['400'])
    expect(calls.services.history.list({}, { limit: 5 }).runs).toEqual([])
  })
})

describe('by which names it is called', () => {
  test.each([
    ['127.0.0.1.evil.example', 421],
    ['localhost.', 421],
    ['[::1%25lo]', 421],
    ['[::ffff:127.0.0.1]', 421],
    ['0.0.0.0', 421],
    ['127.1', 421],
    ['2130706433', 421],
    ['127.0.0.2', 421],
    ['evil.example:80@127.0.0.1', 421],
    ['LOCALHOST', 200],
    ['[::1]', 200],
  ])('%j is answered with %i', async (host, status) => {
    expect((await calls.ask('/api/health', { headers: { host } })).status).toBe(status)
  })

  test('pages of other sites are told nothing, and get no leave to ask', async () => {
    for (const origin of [
      'null',
      'http://localhost:1',
      'https://evil.example',
      `https://${own()}.evil.example`,
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const headers = { ...asOven(), host: own(), origin, 'access-control-request-method': 'POST' }
        const answer = await calls.ask('/api/jobs', { method, headers })
        expect([origin, method, answer.status]).toEqual([origin, method, 403])
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
    }
  })
})

test.each([
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/../../package.json',
  '/..%5c..%5cpackage.json',
  '/assets/%00',
  '/assets//etc/passwd',
  '//etc/passwd',
  '/api.html/../../package.json',
])('%s leads out of no folder', async (path) => {
  const { status, text } = await calls.ask(path)
  expect([403, 404]).toContain(status)
  expect(text).not.toMatch(/"agent-oven"|root:/)
})

describe('what is sent under a token of the oven', () => {
  test.each([
    [
      'POST',
      '/api/jobs',
      '{"job":{"type":"docker","id":"p","image":"x","schedule":{"type":"manual"},"__proto__":{"polluted":1}}}',
    ],
    [
      'POST',
      '/api/jobs',
      '{"job":{"type":"docker","id":"p","image":"x","schedule":{"type":"manual"},"constructor":{"prototype":{"polluted":1}}}}',
    ],
    [
      'PATCH',
      '/api/settings',
      '{"changes":{"__proto__":{"polluted":1},"server":{"__proto__":{"polluted":1}}}}',
    ],
    ['POST', '/api/jobs', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['POST', '/api/jobs', `${'['.repeat(200_000)}`],
  ])('%s %s of %.60s changes no prototype and is refused', async (method, path, body) => {
    const answer = await calls.ask(path, { method, headers: asOven(), body })
    expect([400, 422]).toContain(answer.status)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(calls.services.jobs.list().map(({ job: { id } }) => id)).toEqual(['bake'])
  })

  test('a query of keys of prototypes, or nested a thousandfold, is no more than a query', async () => {
    for (const query of [
      '__proto__[polluted]=1&constructor[prototype][polluted]=1',
      `a${'[x]'.repeat(3000)}=1`,
    ]) {
      const { status } = await calls.ask(`/api/runs?${query}`, { headers: asOven() })
      expect(status).toBeLessThan(500)
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    }
  })

  test('more than two MiB are refused', async () => {
    const body = `"${'x'.repeat(2 * 1024 * 1024)}"`
    expect((await calls.ask('/api/jobs', { method: 'POST', headers: asOven(), body })).status).toBe(413)
  })
})

test('whether there is a job is told to nobody who has no token for it', async () => {
  const shown: { bearer: string | null; headers: Record<string, string> }[] = [
    { bearer: null, headers: {} },
    { bearer: 'ovt_wrong', headers: {} },
    { bearer: null, headers: { 'x-hub-signature-256': 'sha256=zz' } },
    { bearer: null, headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
    { bearer: null, headers: { 'webhook-signature': 'v1,x' } },
    { bearer: null, headers: { 'webhook-signature': 'v1,x', 'webhook-id': 'a', 'webhook-timestamp': '1' } },
  ]
  for (const [index, { bearer, headers }] of shown.entries()) {
    calls.callFrom(`127.0.9.${index + 1}`)
    const there = await calls.trigger('bake', bearer, { headers, body: '{}' })
    const none = await calls.trigger('no-such-job', bearer, { headers, body: '{}' })
    expect([none.status, none.text]).toEqual([there.status, there.text])
  }
  calls.callFrom('127.0.0.1')
})

test('who sends a request by the drop is hung up on after its time, 10 s and a little', async () => {
  const began = performance.now()
  const late = [
    raw(`GET /api/health HTTP/1.1\r\nhost: ${own()}\r\nx: `),
    raw(
      `POST /api/trigger/bake HTTP/1.1\r\nhost: ${own()}\r\nauthorization: Bearer ${job.value}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`,
    ),
  ]
  for (const answer of await Promise.all(late)) expect(statusesIn(answer)).toEqual(['408'])
  const seconds = (performance.now() - began) / 1000
  expect(seconds).toBeGreaterThan(8)
  // Without a check of its own it would be 30 to 40 s.
  expect(seconds).toBeLessThan(25)
})
