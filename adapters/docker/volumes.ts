import type { Engine } from '../../core/ports/engine.ts'
import type { EngineLink } from './engine-link.ts'
import { statusOf } from './refusal.ts'

/** The engine's named volumes. */
export function createVolumes(
  link: EngineLink,
): Pick<Engine, 'createVolume' | 'removeVolume' | 'listVolumes'> {
  return {
    createVolume: (name, labels) =>
      link.call({ doing: `make the volume ${name}` }, async ({ docker }, signal) => {
        await docker.createVolume({ Name: name, Labels: labels, abortSignal: signal })
      }),
    removeVolume: (name) =>
      link.call({ doing: `remove the volume ${name}` }, async ({ docker }, signal) => {
        try {
          await docker.getVolume(name).remove({ abortSignal: signal })
        } catch (error) {
          if (statusOf(error) !== 404) throw error
        }
      }),
    listVolumes: (labels) =>
      link.call({ doing: 'list its volumes' }, async ({ docker }, signal) => {
        const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
        const { Volumes } = await docker.listVolumes({
          filters: JSON.stringify({ label }),
          abortSignal: signal,
        })
        return (Volumes ?? []).map(({ Name }) => Name)
      }),
  }
}
