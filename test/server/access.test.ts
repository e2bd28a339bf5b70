import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAddressGuard } from '../../server/access.ts'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

let http: HttpFixture
beforeAll(async () => {
  http = await startHttpFixture()
})
afterAll(() => http.close())

describe('bearers', () => {
  test.each([
    ['none', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a wrong one', { authorization: `Bearer ${'x'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic b3Zlbg==' }],
    ['a very long one', { authorization: `Bearer ${'x'.repeat(5000)}` }],
    ['a token in a cookie', { cookie: 'token=abc' }],
  ])('%s is refused', async (_what, headers) => {
    for (const path of [
      '/api/status',
      '/rpc/status/show',
      '/api/no-such-thing',
      '/rpc/',
      '/api/',
      '/%61pi/status',
    ]) {
      const answer = await http.ask(path, { headers: headers as Record<string, string> })
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  test('a token in the address does not count', async () => {
    expect((await http.ask(`/api/status?token=${http.token}`)).status).toBe(401)
  })

  test('the oven’s own token opens the operations', async () => {
    const answer = await http.withToken('/api/status')
    expect(answer.status).toBe(200)
    expect(answer.json.hostKind).toBe('headless')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  test('a path that is written oddly is not let through', async () => {
    for (const path of [
      '//api/status',
      '/api//status',
      '/%61pi/status',
      '/./api/status',
      '/api/../api/status',
    ]) {
      const { status, json } = await http.ask(path)
      expect([path, status === 401 || status === 404, json?.hostKind]).toEqual([path, true, undefined])
    }
  })
})

describe('Host and Origin', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('the name %s is our own', async (name) => {
    expect(
      (await http.withToken('/api/status', { headers: { host: `${name}:${http.server.port}` } })).status,
    ).toBe(200)
  })

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.5',
    '169.254.169.254',
    'a@127.0.0.1',
  ])('the name %s is refused even with the token', async (name) => {
    const answer = await http.withToken('/api/status', { headers: { host: `${name}:${http.server.port}` } })
    expect(answer.status).toBe(421)
    expect(answer.json.code).toBe('MISDIRECTED_REQUEST')
  })

  test('foreign pages are refused, on every path', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      'http://localhost.evil.example',
    ]) {
      for (const path of ['/api/status', '/rpc/status/show', '/session', '/']) {
        expect([path, (await http.withToken(path, { headers: { origin } })).status]).toEqual([path, 403])
      }
    }
  })

  test('our own page is not', async () => {
    const origin = `http://127.0.0.1:${http.server.port}`
    expect((await http.withToken('/api/status', { headers: { origin } })).status).toBe(200)
  })

  test('no answer allows other sites anything', async () => {
    const { status, headers } = await http.ask('/api/status', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(status).toBe(403)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('bound to the network, addresses and the given name count, other names do not', () => {
    const guard = createAddressGuard({ boundHost: '0.0.0.0' })
    expect(guard({ host: '192.168.1.5:3847' })).toBeNull()
    expect(guard({ host: 'evil.example:3847' })?.status).toBe(421)
    expect(createAddressGuard({ boundHost: 'oven.lan' })({ host: 'oven.lan:3847' })).toBeNull()
    expect(createAddressGuard({ boundHost: 'oven.lan' })({ host: undefined })?.status).toBe(421)
  })
})

describe('hostile requests', () => {
  test('a body over the limit is refused', async () => {
    const answer = await http.withToken('/api/jobs', { method: 'POST', body: { job: 'x'.repeat(3_000_000) } })
    expect(answer.status).toBe(413)
  })

  test('a body that is no JSON is refused', async () => {
    const answer = await http.withToken('/api/jobs', { method: 'POST', body: '{"job":' })
    expect([answer.status, answer.json.code]).toEqual([400, 'INPUT_INVALID'])
  })

  test('other kinds of body, which forms of other sites can send, are refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type }
      const answer = await http.withToken('/api/jobs', { method: 'POST', body: 'a=b', headers })
      expect([type, answer.status]).toEqual([type, 415])
    }
  })

  test('a prototype in the body stays a word', async () => {
    const body = '{"job":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}'
    const answer = await http.withToken('/api/jobs', { method: 'POST', body })
    expect(answer.status).toBe(422)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
