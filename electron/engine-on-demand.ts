import type { OvenAtWork, OvenClient } from './oven-glance.ts'

const DUE_WITHIN_MS = 10 * 60_000
const LOOK_EVERY_MS = 60_000
/** An engine that will not start is not tried again at once. */
const PAUSE_MS = 15 * 60_000

export interface EngineOnDemand {
  update(atWork: OvenAtWork | null): void
  close(): void
}

/**
 * Starts the engine where the settings want that and the oven can (Colima): when it is down while runs are active, or one
 * is due within ten minutes. The oven itself says how far it is: the window follows the same start (`engine.start`).
 */
export function createEngineOnDemand(options: {
  client: () => OvenClient | null
  now: () => number
  log: (message: string, error: unknown) => void
}): EngineOnDemand {
  const { client, now, log } = options
  let atWork: OvenAtWork | null = null
  let triedAtMs = Number.NEGATIVE_INFINITY
  let isStarting = false

  async function isNeeded(oven: OvenClient, known: OvenAtWork): Promise<boolean> {
    if (known.activeRuns > 0) return true
    const until = new Date(now() + DUE_WITHIN_MS).toISOString()
    return (await oven.slots.upcoming({ until, limit: 1 })).length > 0
  }

  async function look(): Promise<void> {
    if (atWork === null || isStarting) return
    if (!atWork.desktop.startEngine || !atWork.isEngineDown || now() - triedAtMs < PAUSE_MS) return
    const oven = client()
    if (oven === null) return
    isStarting = true
    try {
      if (!(await isNeeded(oven, atWork))) return
      const { starter } = await oven.engine.show({ fresh: true })
      if (starter === null) return
      triedAtMs = now()
      for await (const _line of await oven.engine.start()) {
        // The window shows them; here it only has to come to its end.
      }
    } catch (error) {
      log('The engine could not be started', error)
    } finally {
      isStarting = false
    }
  }

  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  timer.unref()
  return {
    update(next) {
      atWork = next
      void look()
    },
    close: () => clearInterval(timer),
  }
}
