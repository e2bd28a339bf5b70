import { messageOf } from './errors.ts'
import type { OvenOptions } from './oven-options.ts'
import { removeStrays } from './runs/container/stray-containers.ts'

interface Part {
  start(): void
  stop(): void
}

/** The order in which an oven's parts begin and end. A host without schedules starts nothing that acts by itself. */
export function createLife(deps: {
  options: Pick<OvenOptions, 'engine' | 'runs' | 'installId' | 'schedule'>
  parts: Record<'pause' | 'scheduler' | 'retention' | 'readiness' | 'settings' | 'github', Part>
  /** Takes up what the host before left, before anything else begins. */
  beginning: () => void
  /** Looks after the cages, once the engine is known to be there. */
  tend: () => Promise<void>
  ending: () => Promise<void>
  onEngine: () => void
  warn: (sentence: string) => void
}): { start(): Promise<void>; stop(): Promise<void> } {
  const { options, parts, warn } = deps
  const { engine, runs, installId } = options
  const leaving = new AbortController()
  return {
    async start() {
      engine.onChange(deps.onEngine)
      parts.settings.start()
      deps.beginning()
      const strays = { engine, runs, installId, leave: leaving.signal, onWarning: warn }
      removeStrays(strays).catch((error: unknown) => {
        if (!leaving.signal.aborted)
          warn(`Containers of unknown runs were not looked for: ${messageOf(error)}`)
      })
      if (options.schedule) {
        parts.pause.start()
        parts.scheduler.start()
        parts.retention.start()
        parts.readiness.start()
        parts.github.start()
      }
      if ((await engine.probe()).status === 'up' && options.schedule) void deps.tend()
    },
    async stop() {
      leaving.abort(new Error('the host is going'))
      for (const part of Object.values(parts)) part.stop()
      await deps.ending()
    },
  }
}
