import type { BuildRequest, Engine, EngineImage, ProgressOptions } from '../../../core/ports/engine.ts'

/** An engine that keeps images in memory; `build` may be replaced to report progress or to fail. */
export function createFakeEngine(
  options: { build?: (request: BuildRequest, progress: ProgressOptions) => Promise<void> } = {},
) {
  const images = new Map<string, EngineImage>()
  const builds: BuildRequest[] = []
  const pulls: string[] = []
  const key = (reference: string) => (reference.includes(':') ? reference : `${reference}:latest`)

  function add(reference: string, labels: Record<string, string> = {}): EngineImage {
    const id = `sha256:${String(images.size + builds.length + 1).padStart(64, '0')}`
    const image = { id, digest: null, sizeBytes: 1, createdAt: '2026-01-01T00:00:00.000Z', labels }
    images.set(key(reference), image)
    return image
  }

  const engine: Pick<Engine, 'findImage' | 'pullImage' | 'buildImage' | 'removeImage'> = {
    findImage: async (reference) => images.get(key(reference)) ?? null,
    async pullImage(reference) {
      pulls.push(reference)
      return add(reference)
    },
    async buildImage(request, progress) {
      builds.push(request)
      await options.build?.(request, progress)
      return add(request.tag, request.labels)
    },
    async removeImage(reference) {
      images.delete(key(reference))
    },
  }
  return { engine: engine as Engine, add, builds, pulls, tags: () => builds.map((request) => request.tag) }
}
