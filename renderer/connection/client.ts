import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '../../contract/index.ts'

export type OvenClient = ContractRouterClient<typeof contract>
export type OvenLink = ClientLink<ClientContext>

/** No link is open at the moment: the host is away, or this window is not signed in. */
export class NotConnectedError extends Error {
  constructor() {
    super('The oven is not connected.')
    this.name = 'NotConnectedError'
  }
}

/**
 * A client whose link can be exchanged: the rest of the window keeps one client for its whole life,
 * whatever happens to the connection. Calls made while there is no link fail with `NotConnectedError`.
 */
export function createSwitchableClient(currentLink: () => OvenLink | null): OvenClient {
  const link: OvenLink = {
    async call(path, input, options) {
      const current = currentLink()
      if (current === null) throw new NotConnectedError()
      return current.call(path, input, options)
    },
  }
  return createORPCClient<OvenClient>(link)
}
