import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAddressJudge, plainAddress } from '../../../images/egress-proxy/addresses.js'

const isOpen = createAddressJudge({ refuse: ['198.51.100.7', '2a00:1450:4001::7'] })

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.251',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:10.1.2.3',
  '::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  'fd00:ec2::254',
  'fc00::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2001:0:53aa:64c::1',
  '2002:7f00:1::1',
  '2002:a9fe:a9fe::',
  '2001:db8::1',
])('no name may lead to %s', (address) => expect(isOpen(address)).toBe(false))

test.each([
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
])('%s is open', (address) => expect(isOpen(address)).toBe(true))

test.each(['2606:4700:4700::1111', '2a00:1450:4001::8', '::ffff:1.1.1.1'])('%s is open, too', (address) =>
  expect(isOpen(address)).toBe(true),
)

test("the host's own addresses are closed, public as they may be, in every spelling", () => {
  for (const address of [
    '198.51.100.7',
    '::ffff:198.51.100.7',
    '::ffff:c633:6407',
    '2a00:1450:4001::7',
    '2A00:1450:4001:0:0:0:0:7',
  ]) {
    expect(isOpen(address), address).toBe(false)
  }
})

test('ranges are opened only when they are handed over', () => {
  const forTests = createAddressJudge({ reachable: ['172.17.0.0/16'] })
  expect(forTests('172.17.0.5')).toBe(true)
  expect(forTests('172.18.0.5')).toBe(false)
  expect(isOpen('172.17.0.5')).toBe(false)
})

test('an address wrapped into IPv6 is judged as what it wraps', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
      const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
      expect(plainAddress(hex)).toBe(address)
      expect(isOpen(hex)).toBe(isOpen(address))
      expect(isOpen(`::ffff:${address}`)).toBe(isOpen(address))
    }),
  )
})
