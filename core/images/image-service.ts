import type { ImageProgress, OvenImage } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Engine, EngineImage } from '../ports/engine.ts'
import type { BaseImages, ImageSources } from '../ports/image-sources.ts'
import { type BuildWishes, buildImage, LABELS, wishesOf } from './build-image.ts'
import { CATALOGUE, findDefinition, type ImageDefinition } from './catalogue.ts'
import { streamProgress } from './progress-stream.ts'
import { createSharedWork } from './shared-work.ts'

type Progress = Omit<ImageProgress, 'image' | 'done'>

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
  installId: string
}): ImageService {
  const { engine, sources, changes } = options
  const shared = createSharedWork<EngineImage, Progress>()

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
      onProgress?: (progress: Progress) => void
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
          ensureBase: (reference) => ensureBase(reference, wishes, { signal, report }),
        })
        changes.emit({ type: 'image', image: definition.name })
        return image
      },
      waiting,
    )
  }

  /** What is asked for in a build holds for the oven's own images below it, too. */
  async function ensureBase(
    reference: string,
    { baseImage, extraCa, noCache }: BuildWishes,
    { signal, report }: { signal: AbortSignal; report: (progress: Progress) => void },
  ): Promise<void> {
    const onProgress = (text: string) => report({ text, fraction: null })
    const definition = findDefinition(reference)
    if (!definition) return options.bases.ensure(reference, { signal, onProgress })
    const isAskedFor = baseImage !== undefined || (extraCa?.length ?? 0) > 0 || noCache === true
    if (!definition.isPart && !isAskedFor) {
      await ensure(reference, { signal, onProgress })
      return
    }
    await buildShared(
      definition,
      { baseImage, extraCa, noCache },
      { signal, onProgress: ({ text }) => onProgress(text) },
    )
  }

  async function ensure(
    reference: string,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (text: string) => void },
  ): Promise<EngineImage> {
    // A short name is somebody's image on a registry; only builds and removals take it for the oven's own.
    const definition = reference.startsWith('agent-oven/') ? findDefinition(reference) : null
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
