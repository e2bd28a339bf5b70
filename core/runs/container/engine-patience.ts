import { OvenError } from '../../errors.ts'
import type { Engine } from '../../ports/engine.ts'

/**
 * Does `work`; when the engine goes away meanwhile, waits until it is back and does it again. For steps that must
 * happen sooner or later, such as removing a container. Rejects with the signal's reason when that aborts first.
 */
export async function withEnginePatience<T>(
  engine: Engine,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof OvenError) || error.code !== 'engine-down') throw error
      await engineUp(engine, signal)
    }
  }
}

/** Resolves once the engine answers. */
export async function engineUp(engine: Engine, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if ((await engine.probe()).status === 'up') return
  await new Promise<void>((resolve, reject) => {
    const off = engine.onChange((state) => {
      if (state.status !== 'up') return
      done()
      resolve()
    })
    const giveUp = () => {
      done()
      reject(signal.reason)
    }
    function done(): void {
      off()
      signal.removeEventListener('abort', giveUp)
    }
    signal.addEventListener('abort', giveUp, { once: true })
    if (signal.aborted) giveUp()
  })
}
