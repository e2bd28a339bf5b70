import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Decision, startProxy } from './proxy-fixture.ts'

let proxy: Awaited<ReturnType<typeof startProxy>>

beforeAll(async () => {
  proxy = await startProxy({
    allow: [
      'shop.example',
      '.deep.example',
      'plain.example:80',
      'inside.example',
      'meta.example',
      'nowhere.invalid',
    ],
    refuseAddresses: ['198.51.100.7'],
    forTests: {
      reachableRanges: ['127.0.0.9/32'],
      addressesOfNames: {
        'shop.example': ['127.0.0.9'],
        'a.deep.example': ['10.0.0.1', '127.0.0.9'],
        'plain.example': ['127.0.0.9'],
        'inside.example': ['10.0.0.1', '::ffff:192.168.0.1', 'fd00:ec2::254', '198.51.100.7'],
        'meta.example': ['169.254.169.254'],
      },
    },
  })
})
afterAll(async () => {
  await proxy.stop()
})

const last = () => proxy.decisions.at(-1)
const connectTo = (authority: string, more = {}) => proxy.ask(`CONNECT ${authority} HTTP/1.1`, more)

describe('what is refused', () => {
  test.each([
    ['example.com:443', 'example.com', 443, 'not-listed'],
    ['shop.example:22', 'shop.example', 22, 'not-listed'],
    ['shop.example:80', 'shop.example', 80, 'not-listed'],
    ['deep.example:443', 'deep.example', 443, 'not-listed'],
    ['inside.example:443', 'inside.example', 443, 'closed-address'],
    ['META.example.:443', 'meta.example', 443, 'closed-address'],
    ['nowhere.invalid:443', 'nowhere.invalid', 443, 'unresolved'],
    ['127.0.0.9:443', '127.0.0.9', 443, 'raw-address'],
    ['2130706441:443', '2130706441', 443, 'raw-address'],
    ['[::ffff:127.0.0.9]:443', '[::ffff:127.0.0.9]', 443, 'raw-address'],
  ])('CONNECT %s', async (authority, host, port, reason) => {
    expect((await connectTo(authority)).first).toBe(`HTTP/1.1 403 Refused by Agent Oven (${reason})`)
    expect(last()).toEqual({ t: 'decision', host, port, allowed: false, reason, count: 1 })
  })

  test('a plain request to a name that is listed for TLS only', async () => {
    const { first } = await proxy.ask(
      'GET http://shop.example/ HTTP/1.1\r\nHost: shop.example\r\nConnection: close',
    )
    expect(first).toContain('403')
    expect(last()).toMatchObject({ host: 'shop.example', port: 80, reason: 'not-listed' })
  })

  test.each([[null], ['wrong'], ['']])('whoever has the token %s, without a decision', async (token) => {
    const before = proxy.decisions.length
    const { first, rest } = await connectTo('shop.example:443', { token })
    expect(first).toBe('HTTP/1.1 407 Proxy Authentication Required')
    expect(rest).toContain('Proxy-Authenticate: Basic')
    expect(proxy.decisions.length).toBe(before)
  })

  test.each([
    'GET / HTTP/1.1\r\nHost: x',
    'GET https://shop.example/ HTTP/1.1\r\nHost: x',
    'CONNECT shop.example HTTP/1.1',
  ])('what is no request to a proxy: %s', async (head) => {
    expect((await proxy.ask(`${head}\r\nConnection: close`)).first).toMatch(/^HTTP\/1.1 400/)
  })
})

describe('what is let through', () => {
  test('a name at port 443 and one below a suffix: allowed, though nothing listens there', async () => {
    for (const name of ['shop.example', 'a.deep.example']) {
      expect((await connectTo(`${name}:443`)).first).toBe('HTTP/1.1 502 Bad Gateway (ECONNREFUSED)')
      expect(last()).toEqual({ t: 'decision', host: name, port: 443, allowed: true, reason: null, count: 1 })
    }
  })
})

test('a run that asks without end is told of in few lines, with every request counted', async () => {
  const own = await startProxy({ allow: [] })
  const total = 1500
  for (let done = 0; done < total; done += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, at) => own.ask(`CONNECT n${(done + at) % 3}.example:443 HTTP/1.1`)),
    )
  }
  await own.stop()
  const counted = own.decisions.reduce((sum: number, { count }: Decision) => sum + count, 0)
  expect(counted).toBe(total)
  expect(own.decisions.length).toBeLessThan(500)
})
