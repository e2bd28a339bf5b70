import type { Clock } from '../ports/clock.ts'
import type { Engine } from '../ports/engine.ts'
import { openRunEgress, ROLE_LABEL } from './run-egress.ts'

/** Whether the cage was seen to hold on this engine; `description` is a whole sentence either way. */
export interface CageProof {
  holds: boolean
  description: string
  /** Nothing was seen either way, as on a machine too busy to answer: worth another try before it is believed. */
  isUnsure?: boolean
}

/** On what a proof makes; whatever carries it may be removed once that proof is over. */
export const PROBE_ROLE = 'cage-probe'
/** Which proof made it. */
export const PROBE_LABEL = 'agent-oven.probe'

/** A closed port answers, too, when its machine is reached; these are open often. */
const PORTS = [1, 22, 80, 2375]
const MIB = 1024 * 1024

/** Addresses that answer everywhere on the internet, and where clouds keep their metadata. */
const OUTSIDE = [
  { address: '1.1.1.1', port: 443 },
  { address: '8.8.8.8', port: 53 },
  { address: '2606:4700:4700::1111', port: 443 },
  { address: '169.254.169.254', port: 80 },
]
const NAMES = ['example.com', 'registry.npmjs.org']

/** What images/egress-proxy/probe.js answers. */
interface Probed {
  reached: { address: string; port: number }[]
  resolved: string[]
  ipv6: string[]
  proxyStatus: number | null
}

/**
 * Puts a throw-away container on a network such as a run is given and lets it try to reach the host, the bridge and
 * the internet. Leaves nothing behind. Throws what the engine throws.
 */
export async function proveCage(options: {
  engine: Engine
  clock: Clock
  imageId: string
  installId: string
  pool: string
  random: () => number
  id: string
  /** The host's own addresses, where its listeners are. */
  hostAddresses: string[]
  /** Breaks the proof off; what was made is removed all the same. */
  signal: AbortSignal
}): Promise<CageProof> {
  const { engine, installId, id, signal } = options
  signal.throwIfAborted()
  const labels = { 'agent-oven.install': installId, [ROLE_LABEL]: PROBE_ROLE, [PROBE_LABEL]: id }
  const network = `oven-probe-${installId}-${id}`
  try {
    const egress = await openRunEgress(
      { engine, clock: options.clock, onDecision: () => {} },
      {
        ...options,
        network,
        labels,
        proxyName: `${network}-proxy`,
        token: id,
        allow: [],
        refuseAddresses: [],
      },
    )
    signal.throwIfAborted()
    const bridges = (await engine.listNetworks({})).flatMap(({ gateways }) => gateways)
    const near = [...new Set([egress.subnet!.gateway, ...bridges, ...options.hostAddresses])]
    const targets = [...near.flatMap((address) => PORTS.map((port) => ({ address, port }))), ...OUTSIDE]
    const probed = await probe(engine, {
      ...options,
      network,
      labels,
      settings: { targets, names: NAMES, proxy: egress.proxy },
    })
    return judgeProbe(probed)
  } finally {
    for (const { containerId } of await engine.listContainers(labels))
      await engine.removeContainer(containerId)
    await engine.removeNetwork(network)
  }
}

/** Every doubt counts against the cage. */
export function judgeProbe(probed: Probed | null): CageProof {
  if (!probed) return unsure('the container that was to try it said nothing')
  const { reached, resolved, ipv6, proxyStatus } = probed
  const first = reached[0]
  if (first) {
    const others = reached.length > 1 ? ` and ${reached.length - 1} more` : ''
    return broken(`a caged container reached ${first.address}, port ${first.port}${others}`)
  }
  if (resolved[0]) return broken(`a caged container could resolve ${resolved[0]}, so names leak out`)
  if (ipv6[0])
    return broken(`a caged container has the IPv6 address ${ipv6[0]}, by which the host can be reached`)
  if (proxyStatus === null) return unsure('a caged container could not reach its proxy')
  if (proxyStatus !== 403) return broken(`the proxy answered ${proxyStatus} to a request it must refuse`)
  return {
    holds: true,
    description:
      'Tried on this engine: a caged container reaches its proxy, and neither the host nor the internet past it.',
  }
}

function broken(why: string): CageProof {
  return { holds: false, description: `Egress not enforced: on this engine, ${why}.` }
}

function unsure(why: string): CageProof {
  return { ...broken(why), isUnsure: true }
}

async function probe(
  engine: Engine,
  request: {
    imageId: string
    network: string
    labels: Record<string, string>
    settings: object
    signal: AbortSignal
  },
): Promise<Probed | null> {
  const { containerId } = await engine.createContainer({
    name: `${request.network}-inside`,
    image: request.imageId,
    command: ['probe'],
    env: {},
    labels: request.labels,
    user: '1000:1000',
    stdin: true,
    mounts: [],
    tmpfs: {},
    readOnlyRoot: true,
    init: true,
    dropCapabilities: true,
    noNewPrivileges: true,
    pidsLimit: 64,
    memoryBytes: 192 * MIB,
    cpus: 1,
    network: { name: request.network },
    dns: ['127.0.0.1'],
  })
  let said = ''
  const live = await engine.startContainer(containerId, {
    stdin: Buffer.from(JSON.stringify(request.settings)),
    sink: {
      write(stream, bytes) {
        if (stream === 'stdout') said += bytes.toString('utf8')
      },
    },
  })
  await unlessAborted(live.ended, request.signal)
  try {
    return JSON.parse(said) as Probed
  } catch {
    return null
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    signal.addEventListener('abort', giveUp, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
    if (signal.aborted) giveUp()
  })
}
