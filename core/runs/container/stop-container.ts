import type { Clock } from '../../ports/clock.ts'
import type { Engine } from '../../ports/engine.ts'

/** After SIGINT, which lets agent-pipeline abort with its state written, so long until SIGTERM; then so long until SIGKILL. */
const STEPS = [
  { signal: 'SIGINT', waitMs: 10_000 },
  { signal: 'SIGTERM', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

/** Asks a container to end, ever more firmly, until `ended` settles. An engine that does not answer is asked again. */
export async function stopContainer(options: {
  engine: Engine
  clock: Clock
  containerId: string
  ended: Promise<unknown>
}): Promise<void> {
  const { engine, clock, containerId } = options
  let over = false
  const ended = options.ended.then(
    () => {
      over = true
    },
    () => {
      over = true
    },
  )
  for (let step = 0; !over; step = Math.min(step + 1, STEPS.length - 1)) {
    const { signal, waitMs } = STEPS[step]!
    await engine.signalContainer(containerId, signal).catch(() => undefined)
    let cancel = () => {}
    const waited = new Promise<void>((resolve) => {
      cancel = clock.after(waitMs, resolve)
    })
    await Promise.race([ended, waited])
    cancel()
  }
}
