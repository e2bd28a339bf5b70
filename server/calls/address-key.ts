import { isIPv4, isIPv6 } from 'node:net'

/**
 * Under which name an address is counted: IPv4 as it is, also where it comes as IPv6 (`::ffff:10.0.0.1`); of IPv6 the first
 * 64 bits, as whoever has one address has all of those. Of a connection that is gone already Node knows no address.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'gone'
  const plain = address.replace(/%.*$/, '').toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
