import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { contract } from '../../contract/index.ts'
import { type HttpFixture, startHttpFixture } from '../support/http-fixture.ts'

type Client = ContractRouterClient<typeof contract>

let http: HttpFixture
let read = 0
let reading = 0
beforeAll(async () => {
  http = await startHttpFixture({
    services: (real) => ({
      ...real,
      history: {
        ...real.history,
        async *logs() {
          reading += 1
          try {
            for (; read < 20_000; read += 1) {
              yield { offset: read * 65_536, bytes: 65_536, text: 'x'.repeat(65_536), end: false }
            }
          } finally {
            reading -= 1
          }
        },
      },
    }),
  })
})
afterAll(() => http.close())

/** A line with the given headers, and what became of it: `open`, the code it was closed with, or the HTTP refusal. */
function openLine(how: { path?: string; token?: string; headers?: Record<string, string> } = {}) {
  const protocols = ['agent-oven', ...(how.token === undefined ? [] : [`bearer.${how.token}`])]
  const address = `${http.server.address.replace('http', 'ws')}${how.path ?? '/rpc'}`
  const line = new WebSocket(address, protocols, { headers: how.headers })
  const opened = new Promise<'open' | number>((resolve) => {
    line.on('open', () => resolve('open'))
    line.on('unexpected-response', (_request, response) => resolve(response.statusCode!))
    line.on('error', () => {})
  })
  const closed = new Promise<number>((resolve) => line.on('close', resolve))
  return { line, opened, closed }
}

function clientOf(line: WebSocket): Client {
  return createORPCClient(new RPCLink({ websocket: line as unknown as globalThis.WebSocket }))
}

test('the oven’s own token opens a line, and so does that of a session, until nobody knows it', async () => {
  for (const token of [http.token, http.opened.sessions.trade(http.opened.sessions.mintKey())!]) {
    const { line } = openLine({ token })
    expect((await clientOf(line).status.show()).hostKind).toBe('headless')
    expect(line.protocol).toBe('agent-oven')
    line.close()
  }
})

test.each([
  ['none', undefined],
  ['a wrong one', 'x'.repeat(43)],
])(
  'without a good token (%s) a line is closed with a code that says so, and answers nothing',
  async (_what, token) => {
    const { line, closed } = openLine({ token })
    const answer = clientOf(line)
      .status.show()
      .then(
        () => 'answered',
        () => 'refused',
      )
    expect(await closed).toBe(4401)
    expect(await answer).toBe('refused')
  },
)

describe('Host and Origin', () => {
  test.each([
    ['another site’s page', { origin: 'http://evil.example' }, 403],
    ['a name that was pointed here', { host: 'evil.example' }, 421],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ])('%s gets no line, even with the token', async (_what, headers, status) => {
    const { opened } = openLine({ token: http.token, headers: headers as unknown as Record<string, string> })
    expect(await opened).toBe(status)
  })

  test('our own page does', async () => {
    const { line, opened } = openLine({ token: http.token, headers: { origin: http.server.address } })
    expect(await opened).toBe('open')
    line.close()
  })

  test('there are no lines elsewhere', async () => {
    expect(await openLine({ token: http.token, path: '/api/changes' }).opened).toBe(404)
  })
})

test('a reader that does not read holds the stream back, and a line that breaks ends it', async () => {
  const { line, opened } = openLine({ token: http.token })
  await opened
  const stream = await clientOf(line).runs.logs({ runId: 'any' })
  await stream.next()
  // The socket itself stands still, as when a window's machine is too slow.
  line.pause()
  const sentSoFar = async () => {
    let before = -1
    while (before !== read) {
      before = read
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    return read
  }
  const held = await sentSoFar()
  expect(held).toBeGreaterThan(0)
  expect(held).toBeLessThan(1000)
  expect(reading).toBe(1)
  line.terminate()
  await expect.poll(() => reading).toBe(0)
})

test('an open line does not keep the server from closing', async () => {
  const own = await startHttpFixture()
  const line = new WebSocket(`${own.server.address.replace('http', 'ws')}/rpc`, [
    'agent-oven',
    `bearer.${own.token}`,
  ])
  const stream = await clientOf(line).changes.watch()
  expect((await stream.next()).value).toMatchObject({ type: 'hello' })
  const closed = new Promise((resolve) => line.on('close', resolve))
  await own.close()
  await closed
})
