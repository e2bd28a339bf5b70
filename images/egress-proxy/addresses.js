import { BlockList, isIPv4, isIPv6 } from 'node:net'

/**
 * What no name may lead to: this machine, private and shared networks, link-local (cloud metadata among it),
 * benchmarks, multicast and what is reserved; and one cloud's metadata service that sits on a public address.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const CLOSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** Of IPv6 only global unicast is open, less the ranges that carry an IPv4 address in them or are set apart. */
const OPEN_V6 = ['2000::/3']
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const closedV4 = listOf(CLOSED_V4)
const openV6 = listOf(OPEN_V6)
const closedV6 = listOf(CLOSED_V6)

/**
 * Makes the judge of addresses. `refuse` are the host's own, which may be public; `reachable` are ranges opened
 * although they are private, for tests alone.
 * @param {{refuse?: string[], reachable?: string[]}} options
 */
export function createAddressJudge({ refuse = [], reachable = [] }) {
  const own = new Set(refuse.map(plainAddress))
  const opened = listOf(reachable)
  return (address) => {
    const plain = plainAddress(address)
    if (isIPv4(plain)) {
      if (opened.check(plain)) return true
      return !own.has(plain) && !closedV4.check(plain)
    }
    if (!isIPv6(plain)) return false
    return !own.has(plain) && openV6.check(plain, 'ipv6') && !closedV6.check(plain, 'ipv6')
  }
}

/** An IPv6 address in one spelling; one that only wraps an IPv4 address, as that address. */
export function plainAddress(address) {
  const bare = address.replace(/%.*$/, '')
  if (!isIPv6(bare)) return bare
  const plain = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain)
  if (!mapped) return plain
  const [high, low] = [Number.parseInt(mapped[1], 16), Number.parseInt(mapped[2], 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function listOf(ranges) {
  const list = new BlockList()
  for (const range of ranges) {
    const [address, bits] = range.split('/')
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6')
  }
  return list
}
