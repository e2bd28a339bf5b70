import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import type { Network } from '../../core/ports/network.ts'

/** A name that takes longer to find than this is not found yet. */
const LOOKUP_MS = 4_000

/** Interfaces that lead only to containers and virtual machines on this machine: they have an address without any network. */
const INWARD = /^(lo|docker|br-|bridge|veth|virbr|vmnet|vmenet|cni|podman|awdl|llw)/

/** Looks at this machine's addresses, and asks its resolver for the host. Nothing is sent to the host itself. */
export function createSystemNetwork(): Network {
  return {
    async ready(host) {
      if (!hasAddress()) return false
      return host === null || (await found(host))
    },
  }
}

function hasAddress(): boolean {
  return Object.entries(networkInterfaces()).some(
    ([name, addresses]) =>
      !INWARD.test(name) &&
      addresses?.some(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address)),
  )
}

async function found(host: string): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, LOOKUP_MS, false)
  })
  const answer = lookup(host).then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([answer, tooLong])
  } finally {
    clearTimeout(timer)
  }
}
