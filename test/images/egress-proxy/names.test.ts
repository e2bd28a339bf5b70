import { expect, test } from 'vitest'
import { isListed, readName } from '../../../images/egress-proxy/names.js'

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '1.2.3.4.',
  'a.b.0x',
  '[::1]',
  '[::ffff:10.0.0.1]',
  '::1',
  'fe80::1%eth0',
])('%s is an address, not a name', (host) => expect(readName(host)).toEqual({ reason: 'raw-address' }))

test.each([
  '',
  '.',
  'a..b',
  '-x.example',
  'x-.example',
  'a b',
  'a\tb',
  'exämple.com',
  'a@b',
  'a/b',
  `${'a'.repeat(64)}.b`,
])('"%s" is no name', (host) => expect(readName(host)).toEqual({ reason: 'not-a-name' }))

test('a name is one name whatever its case and final dot', () => {
  expect(readName('API.Example.COM.')).toEqual({ name: 'api.example.com' })
  expect(readName('xn--bcher-kva.example')).toEqual({ name: 'xn--bcher-kva.example' })
})

test.each([
  ['example.com', 'example.com', 443, true],
  ['Example.com', 'example.com', 443, true],
  ['example.com', 'www.example.com', 443, false],
  ['example.com', 'notexample.com', 443, false],
  ['example.com', 'example.com', 80, false],
  ['example.com', 'example.com', 22, false],
  ['example.com:80', 'example.com', 80, true],
  ['example.com:80', 'example.com', 443, false],
  ['.example.com', 'a.b.example.com', 443, true],
  ['.example.com', 'example.com', 443, false],
  ['.example.com', 'notexample.com', 443, false],
  ['.example.com:80', 'a.example.com', 80, true],
] as const)('the entry %s and %s at port %i: %s', (entry, name, port, listed) => {
  expect(isListed([entry], name, port)).toBe(listed)
})
