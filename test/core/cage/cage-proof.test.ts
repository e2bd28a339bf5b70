import { expect, test } from 'vitest'
import { judgeProbe } from '../../../core/cage/prove-cage.ts'

const held = { reached: [], resolved: [], ipv6: [], proxyStatus: 403 }

test('holds when nothing but the proxy answers', () => {
  expect(judgeProbe(held)).toMatchObject({ holds: true })
})

test.each([
  [
    'reached 10.0.0.1, port 22 and 1 more',
    {
      reached: [
        { address: '10.0.0.1', port: 22 },
        { address: '1.1.1.1', port: 443 },
      ],
    },
  ],
  ['could resolve example.com', { resolved: ['example.com'] }],
  ['has the IPv6 address fe80::1', { ipv6: ['fe80::1'] }],
  ['could not reach its proxy', { proxyStatus: null }],
  ['the proxy answered 200', { proxyStatus: 200 }],
])('does not hold when a caged container %s', (words, seen) => {
  const proof = judgeProbe({ ...held, ...seen })
  expect(proof.holds).toBe(false)
  expect(proof.description).toMatch(/^Egress not enforced: /)
  expect(proof.description).toContain(words)
})

test('does not hold when nothing was said', () => {
  expect(judgeProbe(null)).toMatchObject({ holds: false })
})
