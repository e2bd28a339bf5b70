import type { ImageProgress, OvenImage } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Engine, EngineImage } from '../ports/engine.ts'
import type { BaseImages, ImageSources } from '../ports/image-sources.ts'
import { type BuildWishes, buildImage, LABELS, wishesOf } from './build-image.ts'
import { CATALOGUE, findDefinition, type ImageDefinition } from './catalogue.ts'
import { streamProgress } from './progress-stream.ts'
import { createSharedWork } from './shared-work.ts'

export interface ImageService {
  /** The oven's own images, and whether they are there. Throws `engine-down` and the like as the engine does. */
  list(): Promise<OvenImage[]>
  /** Builds one of the oven's own images; a second caller of the same image joins the running build. */
  build(input: BuildWishes & { name: string }, signal?: AbortSignal): AsyncGenerator<ImageProgress>
  /** Throws `not-found` when the image is not one of the oven's own or not there. */
  remove(name: string): Promise<{ removed: string }>
  /** Answers an image ready for a run: present, else built when it is the oven's own, else pulled. */
  ensure(
    reference: string,
    options: { signal?: AbortSignal; onProgress?: (text: string) => void },
  ): Promise<EngineImage>
}

/** `onProgress` of everyone who waits for the same image is called with the same lines. */
export function createImageService(options: {
  engine: Engine
  sources: ImageSources
  bases: BaseImages
  changes: Pick<ChangeHub, 'emit'>
}): ImageService {
  const { engine, sources, changes } = options
  const shared = createSharedWork<EngineImage, Omit<ImageProgress, 'image' | 'done'>>()

  async function isUpToDate(definition: ImageDefinition, image: EngineImage): Promise<boolean | null> {
    const builtFrom = image.labels[LABELS.sources]
    // Built by hand: nobody knows from what.
    if (builtFrom === undefined) return null
    return builtFrom === (await sourcesHash(definition))
  }

  /** An image is as new as its own sources and those of the images it stands on. */
  async function sourcesHash(definition: ImageDefinition): Promise<string> {
    const own = await sources.hash(definition)
    const base = findDefinition(definition.base)
    return base ? `${own}.${await sourcesHash(base)}` : own
  }

  function buildShared(
    definition: ImageDefinition,
    wishes: BuildWishes,
    waiting: {
      signal?: AbortSignal
      onProgress?: (progress: Omit<ImageProgress, 'image' | 'done'>) => void
    },
  ): Promise<EngineImage> {
    return shared.join(
      definition.name,
      async ({ signal, report }) => {
        const image = await buildImage({
          ...options,
          definition,
          wishes,
          signal,
          onProgress: report,
          sourcesHash: await sourcesHash(definition),
          ensureBase: (reference) =>
            findDefinition(reference)
              ? ensure(reference, { signal, onProgress: (text) => report({ text, fraction: null }) })
              : options.bases.ensure(reference, {
                  signal,
                  onProgress: (text) => report({ text, fraction: null }),
                }),
        })
        changes.emit({ type: 'image', image: definition.name })
        return image
      },
      waiting,
    )
  }

  async function ensure(
    reference: string,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (text: string) => void },
  ): Promise<EngineImage> {
    const definition = findDefinition(reference)
    const present = await engine.findImage(reference)
    const report = (progress: { text: string }) => onProgress?.(progress.text)
    if (!definition) return present ?? (await engine.pullImage(reference, { signal, onProgress: report }))
    if (present && (await isUpToDate(definition, present)) !== false) return present
    if (!present) return buildShared(definition, {}, { signal, onProgress: report })
    onProgress?.(`The image ${definition.name} was built from older sources; building it again`)
    try {
      return await buildShared(definition, wishesOf(present), { signal, onProgress: report })
    } catch (error) {
      if (signal?.aborted || !(error instanceof OvenError)) throw error
      onProgress?.(`It could not be built again, so the older one is used: ${error.message}`)
      return present
    }
  }

  function own(name: string): ImageDefinition {
    const definition = findDefinition(name)
    if (definition) return definition
    const names = CATALOGUE.filter((other) => !other.isPart).map((other) => other.folder)
    throw notFound(`The oven has no image of its own named "${name}".`, `It has: ${names.join(', ')}.`)
  }

  return {
    async list() {
      const shown = CATALOGUE.filter((definition) => !definition.isPart)
      return Promise.all(
        shown.map(async (definition) => {
          const image = await engine.findImage(definition.name)
          return {
            name: definition.name,
            purpose: definition.purpose,
            present: image !== null,
            upToDate: image ? await isUpToDate(definition, image) : null,
            id: image?.id ?? null,
            sizeBytes: image?.sizeBytes ?? null,
            builtAt: image?.createdAt ?? null,
          }
        }),
      )
    },
    async *build({ name, ...wishes }, signal) {
      const definition = own(name)
      yield* streamProgress(definition.name, (onProgress) =>
        buildShared(definition, wishes, { signal, onProgress }),
      )
    },
    async remove(name) {
      const definition = own(name)
      if (!(await engine.findImage(definition.name))) {
        throw notFound(`The image ${definition.name} is not there.`)
      }
      await engine.removeImage(definition.name)
      changes.emit({ type: 'image', image: definition.name })
      return { removed: definition.name }
    },
    ensure,
  }
}
