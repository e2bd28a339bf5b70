import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

let http: HttpFixture
beforeAll(async () => {
  http = await startHttpFixture()
})
afterAll(() => http.close())

const keyIn = (address: string) => new URL(address).hash.replace('#key=', '')

async function trade(key: unknown) {
  return http.ask('/session', { method: 'POST', body: { key } })
}

test('a key lets one window in, once', async () => {
  const key = keyIn(http.server.openAddress())
  const first = await trade(key)
  expect(first.status).toBe(200)
  expect(first.headers['set-cookie']).toBeUndefined()
  const headers = { authorization: `Bearer ${first.json.token}` }
  expect((await http.ask('/api/status', { headers })).status).toBe(200)
  expect((await trade(key)).status).toBe(401)
})

test('of twenty who use one key at the same time, one gets in', async () => {
  const key = keyIn(http.server.openAddress())
  const answers = await Promise.all(Array.from({ length: 20 }, () => trade(key)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('what is no key is refused', async () => {
  for (const key of ['', 'x', null, 5, {}, [], 'x'.repeat(10_000)])
    expect((await trade(key)).status).toBe(401)
  expect((await http.ask('/session', { method: 'POST' })).status).toBe(401)
})

test('only the oven’s own token makes new keys', async () => {
  const session = (await trade(keyIn(http.server.openAddress()))).json.token
  const asSession = { method: 'POST', headers: { authorization: `Bearer ${session}` } }
  expect((await http.ask('/session/key', asSession)).status).toBe(401)
  expect((await http.ask('/session/key', { method: 'POST' })).status).toBe(401)
  for (const odd of ['/session/key/', '//session/key', '/session/%6bey', '/session/key?x', '/Session/key']) {
    const answer = await http.ask(odd, { method: 'POST' })
    expect([odd, answer.status === 401 || answer.status === 404]).toEqual([odd, true])
  }
  const made = await http.withToken('/session/key', { method: 'POST' })
  expect(made.json.address).toMatch(
    new RegExp(`^http://127\\.0\\.0\\.1:${http.server.port}/#key=[\\w-]{43}$`),
  )
  expect((await trade(keyIn(made.json.address))).status).toBe(200)
})

test('sessions outlive the host; its own token and its keys do not', async () => {
  const before = await startHttpFixture({ home: http.home.concat('-again') })
  const session = (
    await before.ask('/session', { method: 'POST', body: { key: keyIn(before.server.openAddress()) } })
  ).json.token as string
  const unused = keyIn(before.server.openAddress())
  await before.close()
  const after = await startHttpFixture({ home: before.home })
  try {
    expect((await after.ask('/api/status', { headers: { authorization: `Bearer ${session}` } })).status).toBe(
      200,
    )
    expect(
      (await after.ask('/api/status', { headers: { authorization: `Bearer ${before.token}` } })).status,
    ).toBe(401)
    expect((await after.ask('/session', { method: 'POST', body: { key: unused } })).status).toBe(401)
    expect(readFileSync(after.opened.home.database).includes(session)).toBe(false)
  } finally {
    await after.close()
  }
})
