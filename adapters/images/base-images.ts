import { OvenError } from '../../core/errors.ts'
import { DEFAULT_BASE_IMAGE } from '../../core/images/catalogue.ts'
import type { Engine } from '../../core/ports/engine.ts'
import type { BaseImages } from '../../core/ports/image-sources.ts'
import { canBuildStandIn, openStandInRootfs } from './stand-in-rootfs.ts'

/** On a stand-in, so that it can be told from the image it stands in for. */
export const STAND_IN_LABEL = 'agent-oven.stand-in'

/**
 * Makes sure of the images that the oven's own stand on: present, pulled, or, where no registry can be reached and
 * this machine is a Debian with root, built from Debian's packages and the npm registry's Node.
 * Throws what the pull throws when there is no other way.
 */
export function createBaseImages(options: { engine: Engine }): BaseImages {
  const { engine } = options
  return {
    async ensure(reference, { onProgress, signal }) {
      if (await engine.findImage(reference)) return
      const refusal = await pull(engine, reference, { onProgress, signal })
      if (refusal === null) return
      if (reference !== DEFAULT_BASE_IMAGE || !canBuildStandIn()) throw refusal
      onProgress(
        `${reference} cannot be pulled, so a stand-in is built from Debian's packages and npm's Node (about a minute, once)`,
      )
      const rootfs = await openStandInRootfs({ onProgress, signal })
      try {
        await engine.importImage(reference, rootfs.stream, { [STAND_IN_LABEL]: reference })
      } finally {
        await rootfs.remove()
      }
      onProgress(`The stand-in for ${reference} is ready`)
    },
  }
}

async function pull(
  engine: Engine,
  reference: string,
  { onProgress, signal }: { onProgress: (text: string) => void; signal?: AbortSignal },
): Promise<OvenError | null> {
  try {
    await engine.pullImage(reference, { signal, onProgress: (progress) => onProgress(progress.text) })
    return null
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof OvenError && error.code === 'image-missing') return error
    throw error
  }
}
