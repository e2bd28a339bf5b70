import type { Clock } from '../../ports/clock.ts'

/** Timers stand still while the machine sleeps, so the wall clock is looked at again at least this often. */
const LOOK_AGAIN_MS = 30_000

/** Resolves at an instant (ms since 1970) of the wall clock, or when the signal aborts. */
export async function untilInstant(clock: Clock, instantMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = instantMs - clock.now(); leftMs > 0 && !signal.aborted; ) {
    await new Promise<void>((resolve) => {
      const cancel = clock.after(Math.min(leftMs, LOOK_AGAIN_MS), done)
      signal.addEventListener('abort', done, { once: true })
      function done(): void {
        cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
    })
    leftMs = instantMs - clock.now()
  }
}
