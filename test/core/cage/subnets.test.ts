import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawSubnet } from '../../../core/cage/subnets.ts'

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

test('what is drawn lies in the pool, on its own boundary, and overlaps nothing that is taken', () => {
  const taken = fc.array(fc.tuple(fc.nat(127), fc.integer({ min: 20, max: 30 })), { maxLength: 30 })
  fc.assert(
    fc.property(taken, fc.double({ min: 0, max: 0.999, noNaN: true }), (ranges, drawn) => {
      const others = ranges.map(([part, bits]) => `10.231.${128 + part}.0/${bits}`)
      const { range, gateway, proxy } = drawSubnet({
        pool: '10.231.128.0/17',
        taken: ['fd00::/64', '172.17.0.0/16', ...others],
        random: () => drawn,
      })
      const first = numberOf(range.split('/')[0]!)
      expect(range.endsWith('/28')).toBe(true)
      expect(first % 16).toBe(0)
      expect(first).toBeGreaterThanOrEqual(numberOf('10.231.128.0'))
      expect(first + 15).toBeLessThanOrEqual(numberOf('10.231.255.255'))
      expect([numberOf(gateway), numberOf(proxy)]).toEqual([first + 1, first + 2])
      for (const other of others) {
        const [address = '', bits] = other.split('/')
        const size = 2 ** (32 - Number(bits))
        const from = Math.floor(numberOf(address) / size) * size
        expect(first + 15 < from || first >= from + size).toBe(true)
      }
    }),
  )
})

test('a pool is used to its last network, then says what to do', () => {
  const taken: string[] = []
  for (let count = 0; count < 16; count++) {
    taken.push(drawSubnet({ pool: '10.9.8.0/24', taken, random: () => 0.99 }).range)
  }
  expect(new Set(taken).size).toBe(16)
  expect(() => drawSubnet({ pool: '10.9.8.0/24', taken, random: () => 0.5 })).toThrow(
    'All 16 networks that fit into 10.9.8.0/24 are taken',
  )
})
