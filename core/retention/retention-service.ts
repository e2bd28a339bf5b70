import type { CleanUpReport } from '../../contract/index.ts'
import { messageOf } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { Engine } from '../ports/engine.ts'
import type { RunFiles } from '../ports/run-files.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { CleanUpStep } from './clean-up-step.ts'
import { findExpiredFiles } from './find-expired-files.ts'
import { findLeftovers } from './find-leftovers.ts'

/** Keeps what runs leave behind within bounds. Rows of the history stay; a removed log is marked there. */
export interface RetentionService {
  /** What `clean` would remove now. */
  preview(): Promise<CleanUpReport>
  clean(): Promise<CleanUpReport>
  /** Cleans ten minutes from now, when the start is over, and then once a day. */
  start(): void
  stop(): void
}

const AFTER_START_MS = 10 * 60_000
const DAY_MS = 86_400_000

export function createRetention(options: {
  runs: RunStore
  files: RunFiles
  engine: Engine
  config: ConfigStore
  clock: Clock
  installId: string
  onWarning: (sentence: string) => void
  /** Lets other work run in between. By default `setImmediate`. */
  yieldNow?: () => Promise<void>
}): RetentionService {
  const { clock, engine, config } = options
  const yieldNow = options.yieldNow ?? (() => new Promise<void>((resolve) => setImmediate(resolve)))
  let cancelTimer: (() => void) | null = null
  let cleaning: Promise<CleanUpReport> | null = null

  async function look() {
    const policy = config.read().retention
    const found = await findExpiredFiles({ ...options, policy, nowMs: clock.now(), yieldNow })
    const troubles: string[] = []
    const leftovers = await lookAtEngine(troubles)
    return { ...found, steps: [...found.steps, ...leftovers], troubles }
  }

  async function lookAtEngine(troubles: string[]): Promise<CleanUpStep[]> {
    try {
      const state = engine.state().status === 'unknown' ? await engine.probe() : engine.state()
      if (state.status === 'up') return await findLeftovers(options)
      troubles.push('No container engine answers, so containers, volumes and images were not looked at.')
    } catch (error) {
      troubles.push(`The engine was not looked at to its end: ${messageOf(error)}`)
    }
    return []
  }

  function report(
    dryRun: boolean,
    steps: readonly CleanUpStep[],
    rest: Pick<CleanUpReport, 'kept' | 'troubles'>,
  ): CleanUpReport {
    const items = steps.map(({ item }) => item)
    const bytes = items.reduce((sum, item) => sum + (item.bytes ?? 0), 0)
    return { dryRun, at: new Date(clock.now()).toISOString(), items, bytes, ...rest }
  }

  async function cleanNow(): Promise<CleanUpReport> {
    const { steps, kept, troubles } = await look()
    const done: CleanUpStep[] = []
    for (const step of steps) {
      try {
        await step.remove()
        done.push(step)
      } catch (error) {
        troubles.push(`The ${step.item.kind} ${step.item.name} was not removed: ${messageOf(error)}`)
      }
    }
    return report(false, done, { kept, troubles })
  }

  function clean(): Promise<CleanUpReport> {
    cleaning ??= cleanNow().finally(() => {
      cleaning = null
    })
    return cleaning
  }

  function after(delayMs: number): void {
    cancelTimer = clock.after(delayMs, () => {
      after(DAY_MS)
      clean().catch((error) => options.onWarning(`Clean-up failed: ${messageOf(error)}`))
    })
  }

  return {
    async preview() {
      const { steps, kept, troubles } = await look()
      return report(true, steps, { kept, troubles })
    },
    clean,
    start: () => after(AFTER_START_MS),
    stop: () => cancelTimer?.(),
  }
}
