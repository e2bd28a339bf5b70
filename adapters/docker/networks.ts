import { OvenError } from '../../core/errors.ts'
import type { Engine, EngineNetwork } from '../../core/ports/engine.ts'
import type { Connection } from './connection.ts'
import type { EngineLink } from './engine-link.ts'
import { statusOf, wordsOf } from './refusal.ts'

type Networks = Pick<
  Engine,
  'identify' | 'createInternalNetwork' | 'connectNetwork' | 'removeNetwork' | 'listNetworks'
>

/**
 * An internal network alone still leads to every listener of the host on the bridge's own addresses. Engines before 28
 * know the first option (the bridge is given none), newer ones the other two; each ignores what it does not know.
 * https://docs.docker.com/engine/network/drivers/bridge/#options
 */
const leadsNowhere = {
  'com.docker.network.bridge.inhibit_ipv4': 'true',
  'com.docker.network.bridge.gateway_mode_ipv4': 'isolated',
  'com.docker.network.bridge.gateway_mode_ipv6': 'isolated',
}

/** The engine's networks. */
export function createNetworks(link: EngineLink): Networks {
  const identities = new WeakMap<Connection, string>()
  return {
    identify: () =>
      link.call({ doing: 'say what it is' }, async (connection) => {
        const known = identities.get(connection)
        if (known) return known
        const { ID, ServerVersion } = await connection.docker.info()
        const identity = `${ID} ${ServerVersion}`
        identities.set(connection, identity)
        return identity
      }),
    createInternalNetwork: ({ name, subnet, labels }) =>
      link.call({ doing: `make the network ${name}` }, async ({ docker }, signal) => {
        try {
          await docker.createNetwork({
            Name: name,
            Driver: 'bridge',
            CheckDuplicate: true,
            Internal: true,
            EnableIPv6: false,
            IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] },
            Options: leadsNowhere,
            Labels: labels,
            abortSignal: signal,
          })
        } catch (error) {
          if (/overlap/i.test(wordsOf(error))) {
            throw new OvenError('subnet-taken', `Another network has addresses of ${subnet}.`, {
              kind: 'CONFLICT',
              cause: error,
            })
          }
          throw error
        }
      }),
    connectNetwork: (name, containerId, { ip }) =>
      link.call(
        { doing: `connect the container to the network ${name}`, containerId },
        async ({ docker }, signal) => {
          await docker.getNetwork(name).connect({
            Container: containerId,
            EndpointConfig: { IPAMConfig: { IPv4Address: ip } },
            abortSignal: signal,
          } as object)
        },
      ),
    removeNetwork: (name) =>
      link.call({ doing: `remove the network ${name}` }, async ({ docker }, signal) => {
        try {
          await removeWithEndpoints(docker.getNetwork(name), signal)
        } catch (error) {
          if (statusOf(error) !== 404) throw error
        }
      }),
    listNetworks: (labels) =>
      link.call({ doing: 'list its networks' }, async ({ docker }, signal) => {
        const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
        const found = await docker.listNetworks({ filters: { label }, abortSignal: signal })
        return found.map(toEngineNetwork)
      }),
  }
}

async function removeWithEndpoints(
  network: ReturnType<Connection['docker']['getNetwork']>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await network.remove({ abortSignal: signal })
  } catch (error) {
    if (!/active endpoints/i.test(wordsOf(error))) throw error
    const { Containers } = await network.inspect()
    for (const id of Object.keys(Containers ?? {})) {
      await network.disconnect({ Container: id, Force: true, abortSignal: signal } as object)
    }
    await network.remove({ abortSignal: signal })
  }
}

function toEngineNetwork(found: {
  Name: string
  Labels?: Record<string, string>
  IPAM?: { Config?: { Subnet?: string; Gateway?: string }[] | null }
}): EngineNetwork {
  const ranges = found.IPAM?.Config ?? []
  return {
    name: found.Name,
    labels: found.Labels ?? {},
    subnets: ranges.flatMap(({ Subnet }) => Subnet ?? []),
    gateways: ranges.flatMap(({ Gateway }) => Gateway ?? []),
  }
}
