import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPrivateAddress } from './private-address.ts'

/** A host that nothing may be sent to. */
export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} leads to a private address or to this machine.`)
    this.name = 'PrivateAddressError'
  }
}

export interface Resolved {
  address: string
  family: number
}

/**
 * Where a host lies, looked up once: whoever connects uses the answer and does not ask again, since a name may lead elsewhere
 * the next time. Throws `PrivateAddressError` when any of its addresses is private and the host is not allowed by name.
 */
export async function resolveGuarded(
  host: string,
  allowPrivate: readonly string[],
  resolve: (host: string) => Promise<Resolved[]> = (name) => lookup(name, { all: true }),
): Promise<Resolved[]> {
  const bare = host.replace(/^\[|\]$/g, '')
  const found = isIP(bare) ? [{ address: bare, family: isIP(bare) }] : await resolve(bare)
  if (found.length === 0) throw new Error(`${host} has no address.`)
  if (!isAllowedHost(host, allowPrivate) && found.some(({ address }) => isPrivateAddress(address)))
    throw new PrivateAddressError(host)
  return found
}

/** Whether a host is one of those that may be private, as it is written. */
export function isAllowedHost(host: string, allowPrivate: readonly string[]): boolean {
  const same = (one: string) =>
    one
      .toLowerCase()
      .replace(/^\[|\]$/g, '')
      .replace(/\.$/, '')
  return allowPrivate.some((allowed) => same(allowed) === same(host))
}
