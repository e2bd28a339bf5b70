import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { createHostClient } from '../../cli/host-client.ts'
import { contract } from '../../contract/index.ts'
import { router } from '../../core/router/router.ts'
import { createDirectClient } from '../../server/direct-client.ts'
import type { HttpFixture } from '../support/http-fixture.ts'

export type Client = ContractRouterClient<typeof contract>

export const carrierNames = ['direct', 'message port', 'WebSocket', 'HTTP as RPC', 'HTTP as OpenAPI'] as const
export type CarrierName = (typeof carrierNames)[number]

/** A client of the same oven over each carrier. */
export function openCarrier(name: CarrierName, http: HttpFixture): { client: Client; close(): void } {
  const { oven } = http.opened
  if (name === 'direct') return { client: createDirectClient(oven), close() {} }
  if (name === 'HTTP as RPC') {
    return { client: createHostClient({ port: http.server.port, token: http.token }), close() {} }
  }
  if (name === 'HTTP as OpenAPI') {
    const link = new OpenAPILink(contract, {
      url: `${http.server.address}/api`,
      headers: { authorization: `Bearer ${http.token}` },
    })
    return { client: createORPCClient(link), close() {} }
  }
  if (name === 'WebSocket') {
    const address = `${http.server.address.replace('http', 'ws')}/rpc`
    const websocket = new WebSocket(address, ['agent-oven', `bearer.${http.token}`])
    return { client: createORPCClient(new SocketLink({ websocket })), close: () => websocket.close() }
  }
  const { port1, port2 } = new MessageChannel()
  new PortHandler(router).upgrade(port1, { context: oven.services })
  const client: Client = createORPCClient(new PortLink({ port: port2 }))
  return {
    client,
    close() {
      port1.close()
      port2.close()
    },
  }
}
