import type { Clock } from '../core/ports/clock.ts'

/** The longest a timer of Node's can be; longer ones would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1

/** The wall clock and Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), MAX_DELAY_MS))
    return () => clearTimeout(timer)
  },
}
