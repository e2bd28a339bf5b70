import type Docker from 'dockerode'
import { OvenError } from '../../core/errors.ts'
import type { BuildRequest, Engine, EngineImage, ProgressOptions } from '../../core/ports/engine.ts'
import { BuildProgress } from './build-progress.ts'
import type { Deadlines } from './deadlines.ts'
import type { EngineLink } from './engine-link.ts'
import { ProgressFailure, readProgress } from './progress-items.ts'
import { PullProgress } from './pull-progress.ts'
import { engineDown, imageMissing, statusOf } from './refusal.ts'

type Images = Pick<
  Engine,
  'findImage' | 'pullImage' | 'buildImage' | 'importImage' | 'removeImage' | 'listUntaggedImages'
>

/** The engine's images: looking, pulling, building, importing. */
export function createImages({ link, deadlines }: { link: EngineLink; deadlines: Deadlines }): Images {
  const find = (reference: string) => findImage(link, reference)
  const mustFind = async (reference: string) => {
    const image = await find(reference)
    if (!image) throw imageMissing(reference, 'the engine said it was made, but does not have it.')
    return image
  }
  return {
    findImage: find,
    async pullImage(reference, options) {
      await pull(link, deadlines, reference, options)
      return mustFind(reference)
    },
    async buildImage(request, options) {
      await build(link, deadlines, request, options)
      return mustFind(request.tag)
    },
    async importImage(reference, rootfs, labels) {
      const { name, tag } = splitReference(reference)
      const changes = Object.entries(labels).map(([key, value]) => `LABEL ${quote(key)}=${quote(value)}`)
      await readProgress(link, {
        subject: { doing: `import the image ${reference}`, image: reference },
        open: ({ docker }, abortSignal) =>
          docker.importImage(rootfs, {
            repo: name,
            tag,
            changes,
            abortSignal,
          } as object) as Promise<NodeJS.ReadableStream>,
        onItem: () => {},
        silenceMs: deadlines.pullSilenceMs,
      }).catch((error) => {
        if (error instanceof ProgressFailure) {
          throw new OvenError(
            'engine-refused',
            `The engine did not import the image ${reference}: ${error.message}`,
          )
        }
        throw error
      })
      return mustFind(reference)
    },
    removeImage: (reference) =>
      link.call(
        { doing: `remove the image ${reference}`, image: reference },
        async ({ docker }, abortSignal) => {
          await docker.getImage(reference).remove({ abortSignal } as object)
        },
        deadlines.slowCallMs,
      ),
    async listUntaggedImages(labels) {
      const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
      const ids = await link.call({ doing: 'list images' }, async ({ docker }, abortSignal) => {
        const filters = JSON.stringify({ dangling: ['true'], label })
        const found = await docker.listImages({ filters, abortSignal } as object)
        return found.map(({ Id }) => Id)
      })
      const images = await Promise.all(ids.map(find))
      return images.filter((image) => image !== null)
    },
  }
}

function findImage(link: EngineLink, reference: string): Promise<EngineImage | null> {
  return link.call(
    { doing: `look for the image ${reference}`, image: reference },
    async ({ docker }, abortSignal) => {
      try {
        const found = await docker.getImage(reference).inspect({ abortSignal } as object)
        return toEngineImage(found)
      } catch (error) {
        if (statusOf(error) === 404) return null
        throw error
      }
    },
  )
}

async function pull(
  link: EngineLink,
  deadlines: Deadlines,
  reference: string,
  { onProgress, signal }: ProgressOptions,
): Promise<void> {
  const progress = new PullProgress()
  const { name, tag } = splitReference(reference)
  try {
    await readProgress(link, {
      subject: { doing: `pull the image ${reference}`, image: reference },
      // a name without a tag would pull all there are
      open: ({ docker }, abortSignal) =>
        docker.createImage({ fromImage: name, tag, abortSignal } as object) as Promise<NodeJS.ReadableStream>,
      onItem(item) {
        const news = progress.take(item)
        if (news) onProgress?.(news)
      },
      silenceMs: deadlines.pullSilenceMs,
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (error instanceof ProgressFailure) throw imageMissing(reference, error.message)
    // the registry's refusals and its being out of reach come as the engine's own 404 and 500
    if (error instanceof OvenError && error.code === 'engine-refused') {
      throw imageMissing(reference, error.message.replace(/^.*?: /, ''))
    }
    throw error
  }
}

async function build(
  link: EngineLink,
  deadlines: Deadlines,
  request: BuildRequest,
  { onProgress, signal }: ProgressOptions,
): Promise<void> {
  const progress = new BuildProgress()
  const options = {
    // the builder that every engine has; the newer one needs a session of its own protocol
    version: '1',
    t: request.tag,
    dockerfile: request.dockerfile,
    buildargs: request.buildArgs,
    labels: request.labels,
    rm: true,
    forcerm: true,
    ...(request.target ? { target: request.target } : {}),
    ...(request.noCache ? { nocache: true } : {}),
    ...(request.networkMode ? { networkmode: request.networkMode } : {}),
  } satisfies Docker.ImageBuildOptions & { version: '1' }
  try {
    await readProgress(link, {
      subject: { doing: `build the image ${request.tag}` },
      open: ({ docker }, abortSignal) => docker.buildImage(request.context, { ...options, abortSignal }),
      onItem(item) {
        for (const news of progress.take(item)) onProgress?.(news)
      },
      silenceMs: deadlines.buildSilenceMs,
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (error instanceof ProgressFailure) throw buildFailed(request.tag, progress, error.message)
    if (error instanceof OvenError && error.code === 'engine-refused') {
      throw buildFailed(request.tag, progress, error.message.replace(/^.*?: /, ''))
    }
    throw error
  }
  if (!progress.imageId && !(await findImage(link, request.tag))) {
    throw engineDown(`The container engine ended the build of ${request.tag} without a word.`)
  }
}

function buildFailed(tag: string, progress: BuildProgress, reason: string): OvenError {
  const { step, lines } = progress.lastWords()
  const told = lines.length > 0 ? `\n${lines.join('\n')}` : ''
  return new OvenError(
    'image-build-failed',
    `The image ${tag} was not built${step ? `: ${step} failed` : ''}: ${reason}${told}`,
    {
      hint: 'The lines above are what that step said last. Mend it and build again.',
    },
  )
}

function toEngineImage(found: Docker.ImageInspectInfo): EngineImage {
  return {
    id: found.Id,
    digest: found.RepoDigests?.[0]?.split('@')[1] ?? null,
    sizeBytes: found.Size,
    createdAt: Number.isNaN(Date.parse(found.Created)) ? null : new Date(found.Created).toISOString(),
    labels: found.Config?.Labels ?? {},
    user: found.Config?.User || null,
    entrypoint: words(found.Config?.Entrypoint),
    command: words(found.Config?.Cmd),
  }
}

function words(found: string | string[] | null | undefined): string[] {
  return typeof found === 'string' ? [found] : (found ?? [])
}

/** `registry:5000/name:tag`, `name@sha256:…`; without a tag, `latest`. */
function splitReference(reference: string): { name: string; tag: string } {
  const at = reference.indexOf('@')
  if (at !== -1) return { name: reference.slice(0, at), tag: reference.slice(at + 1) }
  const colon = reference.lastIndexOf(':')
  if (colon > reference.lastIndexOf('/'))
    return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) }
  return { name: reference, tag: 'latest' }
}

/** As a Dockerfile quotes: a dollar would be taken for a variable. */
function quote(text: string): string {
  return `"${text.replace(/["\\$]/g, '\\$&')}"`
}
