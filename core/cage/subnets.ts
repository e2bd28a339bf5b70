import { OvenError } from '../errors.ts'

/** Sixteen addresses: the gateway that is not there, the proxy, the run's container, and room for none but them. */
const BITS = 28
const SIZE = 2 ** (32 - BITS)

export interface Subnet {
  /** As `10.231.128.16/28`. */
  range: string
  /** Where a bridge would have the host's own address. */
  gateway: string
  proxy: string
}

/**
 * Draws a subnet out of `pool` that overlaps none of `taken` (ranges in CIDR form; others than IPv4 are passed over).
 * Drawn at random, so that two ovens on one engine seldom want the same. Throws `subnets-exhausted`.
 */
export function drawSubnet(options: {
  pool: string
  taken: readonly string[]
  random: () => number
}): Subnet {
  const pool = readRange(options.pool)
  if (!pool) {
    throw new OvenError('pool-invalid', `"${options.pool}" is not a range of IPv4 addresses.`, {
      hint: 'Correct "network.pool" in the settings.',
    })
  }
  const taken = options.taken.flatMap((range) => readRange(range) ?? [])
  const count = Math.floor((pool.last - pool.first + 1) / SIZE)
  const from = Math.floor(options.random() * count)
  for (let step = 0; step < count; step++) {
    const first = pool.first + ((from + step) % count) * SIZE
    const last = first + SIZE - 1
    if (taken.some((range) => range.first <= last && first <= range.last)) continue
    return {
      range: `${writeAddress(first)}/${BITS}`,
      gateway: writeAddress(first + 1),
      proxy: writeAddress(first + 2),
    }
  }
  throw new OvenError(
    'subnets-exhausted',
    `All ${count} networks that fit into ${options.pool} are taken on this engine.`,
    {
      hint: 'Set a larger or another "network.pool" in the settings.',
    },
  )
}

function readRange(range: string): { first: number; last: number } | null {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(range)
  if (!match) return null
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number)
  if ([a, b, c, d].some((part) => part > 255) || bits > 32) return null
  const size = 2 ** (32 - bits)
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const first = Math.floor(address / size) * size
  return { first, last: first + size - 1 }
}

function writeAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')
}
