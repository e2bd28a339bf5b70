import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { signHub } from '../../../core/triggers/signature.ts'
import { addressKey } from '../../../server/calls/address-key.ts'
import { createFailedCalls } from '../../../server/calls/failed-calls.ts'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

let calls: CallFixture | undefined
afterEach(async () => {
  await calls?.close()
  calls = undefined
})

async function open(settings: Record<string, unknown> = {}) {
  calls = await startCallFixture(settings)
  calls.addJob({ id: 'bake' })
  calls.addJob({ id: 'fry' })
  const bake = await calls.services.tokens.create({ jobId: 'bake', kind: 'token' })
  const fry = await calls.services.tokens.create({ jobId: 'fry', kind: 'token' })
  return { calls, bake: bake.value, fry: fry.value }
}

const tally = (answers: { status: number }[]) => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
/** How many answers the log tells of. */
const answered = (lines: string[]) => lines.join('').match(/"(GET|POST) |\b(GET|POST) \//g)?.length ?? 0
const times = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act))

test('of one token no more calls are taken than its limit, and other tokens are not touched by it', async () => {
  const { calls, bake, fry } = await open({ perToken: 10 })
  const answers = await times(30, () => calls.trigger('bake', bake))
  expect(tally(answers)).toEqual({ 202: 10, 429: 20 })
  expect(calls.services.history.list({ jobId: 'bake' }, { limit: 100 }).runs).toHaveLength(10)
  const late = answers.find(({ status }) => status === 429)!
  expect(Number(late.headers['retry-after'])).toBeGreaterThan(0)
  expect(Number(late.headers['retry-after'])).toBeLessThanOrEqual(60)
  expect(late.json.message).toContain('10 calls a minute')
  expect((await calls.trigger('fry', fry)).status).toBe(202)
  // A changed setting counts at once.
  calls.services.settings.update({ server: { perToken: 31 } })
  expect((await calls.trigger('bake', bake)).status).toBe(202)
  expect((await calls.trigger('bake', bake)).status).toBe(429)
})

test('of one address no more calls are taken than its limit, whatever they ask for', async () => {
  const { calls, bake } = await open({ perAddress: 12 })
  calls.callFrom('127.0.2.1')
  const answers = [
    ...(await times(5, () => calls.trigger('bake', bake))),
    ...(await times(5, () => calls.ask('/api/health'))),
    ...(await times(5, () => calls.ask('/api/openapi.json'))),
    ...(await times(5, () => calls.ask('/nothing-there'))),
  ]
  expect(tally(answers)).toEqual({ 202: 5, 200: 7, 429: 8 })
  calls.callFrom('127.0.2.2')
  expect((await calls.trigger('bake', bake)).status).toBe(202)
})

test('wrong tokens are slowed down, right ones of the same address are not', async () => {
  const { calls, bake } = await open()
  calls.callFrom('127.0.2.3')
  const wrong: number[] = []
  // A second's wait may be over before a slow machine asks again; each further one is twice as long.
  const tryWrong = async () => wrong.push((await calls.trigger('bake', 'ovt_no')).status)
  for (let count = 0; count < 6; count += 1) await tryWrong()
  expect(wrong).toEqual(Array(6).fill(401))
  await expect
    .poll(async () => {
      await tryWrong()
      return [wrong.at(-1), (await calls.ask('/api/jobs')).status]
    })
    .toEqual([429, 429])
  // What is slowed down fills no history.
  expect(calls.services.calls.list({ outcome: ['refused'] }, { limit: 50 }).deliveries).toHaveLength(
    wrong.filter((status) => status === 401).length,
  )
  expect((await calls.trigger('bake', bake)).status).toBe(202)
  calls.callFrom('127.0.2.4')
  expect((await calls.trigger('bake', 'ovt_no')).status).toBe(401)
})

test('each further wrong token waits twice as long, a quarter of an hour at most', () => {
  let now = 0
  const failed = createFailedCalls({ now: () => now })
  for (let count = 0; count < 5; count += 1) failed.add('a')
  expect(failed.waitMs('a')).toBe(0)
  const waits: number[] = []
  for (let count = 0; count < 13; count += 1) {
    failed.add('a')
    waits.push(failed.waitMs('a'))
    now += failed.waitMs('a')
  }
  expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000])
  expect(Math.max(...waits)).toBe(15 * 60_000)
  expect(failed.waitMs('a')).toBe(0)
  now += 30 * 60_000
  failed.add('a')
  expect(failed.waitMs('a')).toBe(0)
  for (let count = 0; count < 20_000; count += 1) failed.add(`b${count}`)
  expect(failed.waitMs('a')).toBe(0)
})

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s is counted as %s', (address, key) => {
  expect(addressKey(address)).toBe(key)
})

test('who called through a proxy is believed from that proxy alone', async () => {
  const { calls, bake } = await open({ proxies: ['127.0.2.5'], names: ['oven.example'], perAddress: 5 })
  const headers = (client: string) => ({ host: 'oven.example', 'x-forwarded-for': client })
  calls.callFrom('127.0.2.5')
  for (let client = 1; client <= 20; client += 1) {
    expect((await calls.trigger('bake', bake, { headers: headers(`10.9.9.${client}`) })).status).toBe(202)
  }
  expect(calls.services.tokens.list('bake')[0]!.lastUsedFrom).toBe('10.9.9.20')
  calls.callFrom('127.0.2.6')
  const answers = await times(8, () =>
    calls.trigger('bake', bake, { headers: headers(`10.9.8.${Math.ceil(Math.random() * 200)}`) }),
  )
  expect(tally(answers)).toEqual({ 202: 5, 429: 3 })
})

test('nothing secret is written down, whatever is asked', async () => {
  const { calls, bake } = await open()
  const secret = (await calls.services.tokens.create({ jobId: 'bake', kind: 'secret' })).value
  const canary = 'canary-5d1c8f'
  const signature = signHub(Buffer.from(JSON.stringify({ canary })), secret)
  await calls.trigger('bake', bake, { body: { canary } })
  await calls.trigger('bake', null, { body: { canary }, headers: { 'x-hub-signature-256': signature } })
  await calls.trigger(bake, bake)
  await calls.ask(`/api/status/${bake}?token=${bake}`, { headers: { authorization: `Bearer ${bake}` } })
  await calls.ask(`/${bake}?${canary}`)
  await calls.trigger('bake', `${bake}x`, { body: `{"${canary}` })
  await calls.trigger('bake', bake, { body: `{"${canary}` })
  // The line of a call is written when its answer has gone.
  await expect.poll(() => answered(calls.lines)).toBe(7)
  const log = calls.lines.join('')
  expect(log).toContain('POST /api/trigger/:jobId')
  expect(log).toContain(`****${bake.replace(/[^A-Za-z0-9]/g, '').slice(-4)}`)
  const database = readFileSync(join(calls.home, 'oven.db'), 'latin1')
  const wal = readFileSync(join(calls.home, 'oven.db-wal'), 'latin1')
  for (const value of [bake, secret, bake.slice(4), secret.slice(6), calls.ovenToken]) {
    expect(log).not.toContain(value)
    expect(database).not.toContain(value)
    expect(wal).not.toContain(value)
  }
  expect(log).not.toContain(canary)
})

test('why secrets do not open is told on the page, not to whoever calls', async () => {
  const { calls } = await open()
  await calls.services.tokens.create({ jobId: 'bake', kind: 'secret' })
  writeFileSync(join(calls.home, 'secrets.json'), '{ broken')
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }
  const answer = await calls.trigger('bake', null, { headers, body: '{}' })
  expect([answer.status, answer.json.code]).toEqual([503, 'signatures-unread'])
  expect(answer.text).not.toContain('secrets.json')
  const [delivery] = calls.services.calls.list({}, { limit: 1 }).deliveries
  expect(delivery).toMatchObject({ outcome: 'refused', error: { code: 'vault-broken' }, canRedeliver: false })
})

test('the server comes and goes with its setting, and says when its port is taken', async () => {
  const { calls, bake } = await open()
  const { services } = calls
  expect(services.callServer.show()).toMatchObject({
    enabled: true,
    address: `http://127.0.0.1:${calls.port}`,
    problem: null,
  })
  services.settings.update({ server: { enabled: false } })
  await expect.poll(() => services.callServer.show().address).toBeNull()
  await expect(calls.trigger('bake', bake)).rejects.toThrow(/ECONNREFUSED|socket hang up/)
  services.settings.update({ server: { enabled: true, port: calls.window.port } })
  await expect
    .poll(() => services.callServer.show().problem?.message)
    .toBe(`Another program already listens on 127.0.0.1, port ${calls.window.port}.`)
  await expect.poll(() => calls.lines.join('')).toContain('Calls from outside are not taken: Another program')
  services.settings.update({ server: { port: calls.port } })
  await expect.poll(() => services.callServer.show().address).toBe(`http://127.0.0.1:${calls.port}`)
  expect((await calls.trigger('bake', bake)).status).toBe(202)
})

test('off is the default', async () => {
  const { calls } = await open({ enabled: undefined })
  expect(calls.services.callServer.show()).toMatchObject({ enabled: false, address: null })
  await expect(calls.ask('/api/health')).rejects.toThrow(/ECONNREFUSED/)
})
