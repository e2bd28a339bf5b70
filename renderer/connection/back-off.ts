/**
 * How long to wait before try number `attempt` (0 is the first one after a failure), in milliseconds:
 * 0.4 s, doubling up to 10 s, spread by a quarter so that several windows do not knock at once.
 */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(10_000, 400 * 2 ** Math.min(attempt, 10))
  return Math.round(base * (0.75 + random() * 0.5))
}

/** Waits, or ends early without an error when `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
