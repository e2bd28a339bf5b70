import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { OvenClient } from './connect.ts'
import type { Host } from './find-host.ts'

/** The contract's client of a running host. */
export function createHostClient(host: Pick<Host, 'port' | 'token'>): OvenClient {
  return createORPCClient(
    new RPCLink({
      url: `http://127.0.0.1:${host.port}/rpc`,
      headers: { authorization: `Bearer ${host.token}` },
    }),
  )
}
