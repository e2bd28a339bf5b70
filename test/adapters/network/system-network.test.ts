import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { createSystemNetwork } from '../../../adapters/network/system-network.ts'

/** Addresses that lead out of this machine, by what every system of ours calls its inward interfaces. */
const outward = Object.entries(networkInterfaces()).filter(
  ([name, addresses]) =>
    !/^(lo|docker|br-|bridge|veth|vir|vm|cni|podman)/.test(name) &&
    addresses!.some(({ internal, address }) => !internal && !address.startsWith('fe80')),
)

test('says whether this machine has an address', async () => {
  expect(await createSystemNetwork().ready(null)).toBe(outward.length > 0)
})

test('a name that nobody knows is not there, and that is known within five seconds', async () => {
  const began = performance.now()
  expect(await createSystemNetwork().ready('nobody.invalid')).toBe(false)
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('a name that the machine knows by itself is found where there is a network', async () => {
  expect(await createSystemNetwork().ready('localhost')).toBe(outward.length > 0)
})
