import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CallFixture, startCallFixture } from './call-fixture.ts'

const SEED = 0x0bea57
const REQUESTS = 10_000

let calls: CallFixture
let bearer: string
let all: string
let reads: string
let revoked: string

beforeAll(async () => {
  calls = await startCallFixture({ perAddress: 1_000_000, perToken: 1_000_000 })
  calls.addJob({ id: 'bake', env: { CANARY: 'canary-91f2' } })
  bearer = (await calls.services.tokens.create({ jobId: 'bake', kind: 'token' })).value
  await calls.services.tokens.create({ jobId: 'bake', kind: 'secret' })
  all = (await calls.services.tokens.create({ kind: 'oven' })).value
  reads = (await calls.services.tokens.create({ kind: 'oven-read' })).value
  const gone = await calls.services.tokens.create({ kind: 'oven' })
  revoked = gone.value
  await calls.services.tokens.revoke(gone.token.id)
})
afterAll(() => calls.close())

/** The same numbers on every machine. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function hostileRequests(random: () => number) {
  const upTo = (limit: number) => Math.floor(random() * limit)
  const of = <T>(choices: readonly T[]): T => choices[upTo(choices.length)]!
  const noise = (length: number) => Buffer.from(Array.from({ length }, () => upTo(256))).toString('latin1')
  const word = () =>
    of([
      'bake',
      '..',
      '%2e%2e%2f',
      '%00',
      '%ff%fe',
      '__proto__',
      'constructor',
      "'; DROP TABLE runs; --",
      '🥐',
      'x'.repeat(upTo(3000)),
      noise(upTo(30)),
      '%24%7bjndi:ldap:%2f%2fx%7d',
      '*',
      '',
    ])
  const path = () =>
    of([
      () => `/api/trigger/${word()}`,
      () => '/api/trigger/bake',
      () => `/api/status/${word()}`,
      () => '/api/health',
      () => `/api/${word()}/${word()}`,
      () => `/api/runs/${word()}/cancel`,
      () => `/api/jobs/${of(['bake', word()])}/${of(['run', 'disable', word()])}`,
      () => `/api/secrets/${word()}`,
      () => '/api/settings',
      () => '/api/tokens',
      () => `/assets/${word()}`,
      () => `/${word()}`,
      () => `http://evil.example/${word()}`,
    ])()
  const header = () =>
    of([
      () => `authorization: Bearer ${word()}`,
      () => `authorization: Bearer ${noise(43)}`,
      // Good tokens of the oven, but one that only reads, one cut short and one that was revoked.
      () => `authorization: Bearer ${of([reads, all.slice(0, -1), `${all}x`, all.toUpperCase(), revoked])}`,
      () => `authorization: ${noise(upTo(60))}`,
      () => `x-hub-signature-256: sha256=${of(['00', 'f'.repeat(64), noise(64)])}`,
      () => `webhook-id: ${word()}`,
      () =>
        `webhook-timestamp: ${of(['0', '-1', 'NaN', '9'.repeat(30), String(Math.floor(random() * 2e9))])}`,
      () => `webhook-signature: v1,${noise(upTo(50))}`,
      () => `idempotency-key: ${word()}`,
      () => `x-forwarded-for: ${word()}`,
      () => `origin: ${of(['null', 'https://evil.example', noise(9)])}`,
      () =>
        `content-type: ${of(['application/json', 'text/html', 'application/json; charset=x', 'multipart/form-data; boundary=', noise(8)])}`,
      () => (random() < 0.2 ? `content-length: ${of(['0', '5', '-1', '9'.repeat(20), 'x'])}` : 'accept: */*'),
      () =>
        random() < 0.2 ? `transfer-encoding: ${of(['chunked', 'gzip', 'chunked, chunked'])}` : 'accept: x',
      () => `expect: ${of(['100-continue', 'x'])}`,
      () => `cookie: session=${word()}`,
      () => `${noise(upTo(12))}: ${noise(upTo(12))}`,
      () => `connection: ${of(['upgrade', 'close', 'keep-alive'])}\r\nupgrade: websocket`,
    ])()
  const body = () =>
    of([
      '',
      '{}',
      '{"a":',
      '['.repeat(upTo(30_000)),
      '"\ud800"',
      noise(upTo(500)),
      `"${'x'.repeat(of([9, 70_000]))}"`,
      '{"__proto__":{"x":1}}',
    ])

  // Most get past Node's own parser, which is not what is tried here.
  const parsed = (text: string) => (random() < 0.97 ? [...text].map(plain).join('') : text)

  return (): string => {
    if (random() < 0.05) return noise(upTo(400))
    const method = of(['POST', 'POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'BREW'])
    const host = random() < 0.9 ? `host: 127.0.0.1:${calls.port}\r\n` : `host: ${word()}\r\n`
    const sent = body()
    const length = random() < 0.8 ? `content-length: ${Buffer.byteLength(sent, 'latin1')}\r\n` : ''
    const json = random() < 0.6 ? 'content-type: application/json\r\n' : ''
    const headers = Array.from({ length: upTo(5) }, () => `${parsed(header())}\r\n`).join('')
    return `${method} ${parsed(path()).replaceAll(' ', '%20')} HTTP/1.1\r\n${host}${json}${length}${headers}\r\n${sent}`
  }
}

const plain = (char: string) =>
  char === '\r' || char === '\n' || (char >= ' ' && char < '\u007f') ? char : '.'

/** Sends and takes what is answered, until the server has had its say or has let go. */
function send(text: string, from: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port: calls.port, host: '127.0.0.1', localAddress: from })
    const done = () => {
      clearTimeout(patience)
      socket.destroy()
      resolve(answer)
    }
    const patience = setTimeout(done, 20_000)
    socket.on('data', (piece) => {
      answer += piece.toString('latin1')
      // Told all it needs to: waiting longer would only take time.
      if (answer.includes('\r\n\r\n')) setImmediate(done)
    })
    socket.on('error', done)
    socket.on('close', done)
    // Nothing more will come: the server need not wait for the rest of what is incomplete, nor this test for its answer.
    socket.end(Buffer.from(text, 'latin1'))
  })
}

test('ten thousand hostile requests make no run, tell nothing, and leave the oven at work', async () => {
  const random = mulberry32(SEED)
  const next = hostileRequests(random)
  const statuses: Record<string, number> = {}
  const suspicious: string[] = []
  let sent = 0
  async function worker(): Promise<void> {
    while (sent < REQUESTS) {
      sent += 1
      // Hardly two from one address, so that it is not the back-off that answers.
      const from = `127.${1 + (sent % 200)}.${1 + (Math.floor(sent / 200) % 200)}.1`
      const answer = await send(next(), from)
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none'
      statuses[status] = (statuses[status] ?? 0) + 1
      const tells = [
        bearer,
        all,
        reads,
        calls.ovenToken,
        // Who may read is told where the settings lie.
        ...(status === '200' ? [] : [calls.home]),
        'canary-91f2',
        'at file:',
        'node:internal',
        'SQLITE',
        '.ts:',
      ]
      if (tells.some((each) => answer.includes(each))) suspicious.push(answer)
      if (status.startsWith('5') && status !== '505' && status !== '501') suspicious.push(answer)
    }
  }
  await Promise.all(Array.from({ length: 40 }, worker))
  expect(suspicious).toEqual([])
  expect(statuses['202']).toBeUndefined()
  expect(Object.keys(statuses)).toEqual(
    expect.arrayContaining(['400', '401', '403', '404', '405', '413', '415', '421']),
  )
  expect(statuses['401']).toBeGreaterThan(2000)
  expect(calls.services.history.list({}, { limit: 10 }).runs).toEqual([])
  expect(calls.services.calls.list({}, { limit: 200 }).deliveries.length).toBeLessThanOrEqual(100)
  expect((await calls.ask('/api/health')).status).toBe(200)
  expect((await calls.trigger('bake', bearer, { body: { still: 'here' } })).status).toBe(202)
  const log = calls.lines.join('')
  expect(log).not.toContain('A call failed')
  expect(log).not.toContain('A request failed')
  for (const value of [bearer, all, reads, revoked]) expect(log).not.toContain(value)
  expect(calls.services.jobs.list().map(({ job }) => [job.id, job.enabled])).toEqual([['bake', true]])
  expect(await calls.services.secrets.list()).toMatchObject({ secrets: [] })
}, 240_000)
