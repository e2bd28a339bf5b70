import { lookup } from 'node:dns/promises'
import { createAddressJudge } from './addresses.js'
import { isListed, readName } from './names.js'

/**
 * Decides whether a host and port may be reached, and at which addresses: names are resolved here, never by the run,
 * and whoever connects must use the addresses that were judged. Answers `{host, addresses}` or `{host, reason}`:
 * `raw-address`, `not-a-name`, `not-listed`, `unresolved`, `closed-address`.
 */
export function createGatekeeper({ allow, refuseAddresses, forTests = {} }) {
  const isOpen = createAddressJudge({ refuse: refuseAddresses, reachable: forTests.reachableRanges })
  const resolve = (name) => forTests.addressesOfNames?.[name] ?? resolveName(name)
  return async (host, port) => {
    const { name, reason } = readName(host)
    if (name === undefined) return { host: host.slice(0, 100), reason }
    if (!isListed(allow, name, port)) return { host: name, reason: 'not-listed' }
    const addresses = await resolve(name)
    if (addresses.length === 0) return { host: name, reason: 'unresolved' }
    const open = addresses.filter(isOpen)
    return open.length === 0 ? { host: name, reason: 'closed-address' } : { host: name, addresses: open }
  }
}

async function resolveName(name) {
  try {
    return (await lookup(name, { all: true, verbatim: false })).map(({ address }) => address)
  } catch {
    return []
  }
}
