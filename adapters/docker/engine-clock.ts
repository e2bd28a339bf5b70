import type { Engine } from '../../core/ports/engine.ts'
import type { EngineLink } from './engine-link.ts'

/** The clock of the engine's machine: a virtual one's may run apart from the host's after a sleep. */
export function createEngineClock(link: EngineLink): Pick<Engine, 'clockOffsetMs'> {
  return {
    clockOffsetMs: () =>
      link.call({ doing: 'say what time it is' }, async ({ docker }) => {
        const askedAt = Date.now()
        const { SystemTime } = await docker.info()
        const between = (askedAt + Date.now()) / 2
        return Math.round(Date.parse(SystemTime) - between)
      }),
  }
}
