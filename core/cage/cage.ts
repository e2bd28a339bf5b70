import { randomBytes } from 'node:crypto'
import { OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Config, ConfigStore } from '../ports/config-store.ts'
import type { ContainerState, Engine, EngineImage } from '../ports/engine.ts'
import { allowListOf } from './allow-list.ts'
import { type CageProof, proveCage } from './prove-cage.ts'
import {
  type EgressForTests,
  type EgressListeners,
  openRunEgress,
  ROLE_LABEL,
  type RunEgress,
  resumeRunEgress,
} from './run-egress.ts'

/** The image of the proxy, and of the container that tries to get past it. */
export const EGRESS_IMAGE = 'agent-oven/egress-proxy'

interface Waiting {
  signal?: AbortSignal
  onProgress?: (text: string) => void
}

/** Networks with an allow-list: proven once per engine, then one for each run. */
export interface Cage {
  /** Whether the cage holds on the engine in use; tried at the first call, and again when `anew`. Builds the image. */
  prove(options?: Waiting & { anew?: boolean }): Promise<CageProof>
  /** Throws `egress-not-enforced` with what was seen when the cage does not hold. */
  requireProof(options: Waiting): Promise<void>
  /** Makes the network and proxy of a run. `names` become names at the engine, and are removed with the run. */
  open(request: {
    network: string
    labels: Record<string, string>
    job: { allow?: string[] }
    listeners: EgressListeners
  }): Promise<RunEgress>
  /** Takes the proxy among a run's containers up again; `null` when there is none. */
  resume(containers: ContainerState[], network: string, listeners: EgressListeners): Promise<RunEgress | null>
  /** Whether a proof made what carries this in its label `agent-oven.probe`: this cage's own, of now or before. */
  isOwnProbe(probeId: string): boolean
  /** Breaks off a proof that is under way, and waits until nothing is left of it. */
  close(): Promise<void>
  isClosed(): boolean
}

export function createCage(options: {
  engine: Engine
  images: { ensure(reference: string, waiting: Waiting): Promise<EngineImage> }
  config: ConfigStore
  clock: Clock
  installId: string
  /** The host's own addresses. */
  hostAddresses: () => string[]
  forTests?: EgressForTests
}): Cage {
  const { engine, images, config, clock, installId, hostAddresses, forTests } = options
  const proofs = new Map<string, Promise<CageProof>>()
  const underWay = new Set<Promise<CageProof>>()
  const ownProbes = new Set<string>()
  const closing = new AbortController()
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32
  const pool = () => (config.read() as Config).network.pool

  async function tryIt(waiting: Waiting): Promise<CageProof> {
    const image = await images.ensure(EGRESS_IMAGE, waiting)
    waiting.onProgress?.('Trying whether the network cage holds on this engine')
    const once = () => {
      const id = randomBytes(4).toString('hex')
      ownProbes.add(id)
      const { signal } = closing
      const request = {
        imageId: image.id,
        installId,
        pool: pool(),
        random,
        id,
        hostAddresses: hostAddresses(),
      }
      return proveCage({ engine, clock, signal, ...request })
    }
    const proof = await once()
    return proof.isUnsure ? await once() : proof
  }

  async function prove({ anew = false, ...waiting }: Waiting & { anew?: boolean } = {}): Promise<CageProof> {
    const key = await engine.identify()
    let proof = anew ? undefined : proofs.get(key)
    if (!proof) {
      proof = tryIt(waiting)
      proofs.set(key, proof)
      underWay.add(proof)
    }
    let isKept = false
    try {
      const found = await proof
      isKept = !found.isUnsure
      return found
    } finally {
      // What could not be found out is tried again.
      if (!isKept && proofs.get(key) === proof) proofs.delete(key)
      underWay.delete(proof)
    }
  }

  return {
    prove,
    async requireProof(waiting) {
      const proof = await prove(waiting).catch(refusalAsProof)
      if (proof.holds) return
      throw new OvenError('egress-not-enforced', proof.description, {
        hint: 'Try another engine, or set "network" of the job to "none", or to "open" if it may reach everything.',
      })
    },
    async open({ network, labels, job, listeners }) {
      const image = await images.ensure(EGRESS_IMAGE, {})
      return await openRunEgress(
        { engine, clock, ...listeners },
        {
          network,
          proxyName: `${network}-egress`,
          labels,
          imageId: image.id,
          pool: pool(),
          random,
          token: randomBytes(18).toString('base64url'),
          allow: allowListOf(job, config.read()),
          refuseAddresses: hostAddresses(),
          ...(forTests ? { forTests } : {}),
        },
      )
    },
    async resume(containers, network, listeners) {
      const proxy = containers.find(
        ({ labels, startedAt }) => labels[ROLE_LABEL] === 'egress-proxy' && startedAt !== null,
      )
      if (!proxy) return null
      const { containerId } = proxy
      return await resumeRunEgress({ engine, clock, ...listeners }, { network, containerId })
    },
    async close() {
      closing.abort(new Error('the host is going'))
      await Promise.allSettled(underWay)
    },
    isOwnProbe: (probeId) => ownProbes.has(probeId),
    isClosed: () => closing.signal.aborted,
  }
}

/** An engine that does not know such networks refuses to make one. */
function refusalAsProof(error: unknown): CageProof {
  if (!(error instanceof OvenError) || !['engine-refused', 'egress-proxy-failed'].includes(error.code))
    throw error
  return { holds: false, description: `Egress not enforced: the cage could not be made. ${error.message}` }
}
