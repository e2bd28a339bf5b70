import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

let http: HttpFixture
let watching = 0
beforeAll(async () => {
  http = await startHttpFixture({
    services: (real) => ({
      ...real,
      changes: {
        ...real.changes,
        async *watch(signal) {
          watching += 1
          try {
            yield* real.changes.watch(signal)
          } finally {
            watching -= 1
          }
        },
      },
    }),
  })
})
afterAll(() => http.close())

/** Opens the stream of changes and answers how to leave, once its first event has come. */
function watchChanges(path: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${http.token}`, accept: 'text/event-stream' }
    const sent = get({ port: http.server.port, host: '127.0.0.1', path, headers }, (response) => {
      let text = ''
      response.on('data', (piece) => {
        text += piece
        if (text.includes('hello')) resolve(() => sent.destroy())
      })
      response.on('error', () => {})
    })
    sent.on('error', reject)
  })
}

test('streams end with the clients that read them, and nothing of them stays', async () => {
  const leave = await Promise.all(Array.from({ length: 40 }, () => watchChanges('/api/changes')))
  expect(watching).toBe(40)
  for (const each of leave.slice(0, 39)) each()
  await expect.poll(() => watching).toBe(1)
  leave[39]!()
  await expect.poll(() => watching).toBe(0)
})

test('an open stream does not keep the server from closing', async () => {
  const own = await startHttpFixture()
  const headers = { authorization: `Bearer ${own.token}` }
  const ended = new Promise<void>((resolve, reject) => {
    get({ port: own.server.port, host: '127.0.0.1', path: '/api/changes', headers }, (response) => {
      response.once('data', () => {
        response.on('close', resolve)
        response.on('error', () => {})
        own.close().catch(reject)
      })
    }).on('error', reject)
  })
  await expect(Promise.race([ended.then(() => 'ended'), pause(30_000, 'still open')])).resolves.toBe('ended')
})

test('with grace, what is being answered comes to its own end, and no stream takes longer than that', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let isAsked = false
  const own = await startHttpFixture({
    services: (real) => ({
      ...real,
      async doctor() {
        isAsked = true
        await held
        return { passed: true, checks: [] }
      },
    }),
  })
  const answer = own.withToken('/api/doctor', { method: 'POST' })
  await expect.poll(() => isAsked).toBe(true)
  const closing = own.server.close({ graceMs: 60_000 })
  await pause(100)
  release()
  expect((await answer).json).toEqual({ passed: true, checks: [] })
  const begin = performance.now()
  await closing
  expect(performance.now() - begin).toBeLessThan(30_000)
  await own.opened.close()
})
