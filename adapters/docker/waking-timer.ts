/** A stretch between two ticks counts as this long, however long it took. */
const TICK_MS = 50

/**
 * Calls back after `delayMs` in which this process was awake to hear an answer: while it is held up (loading, asleep, on
 * a busy machine) time stands still, so that silence is not put down to others. The answer cancels it.
 */
export function afterAwake(delayMs: number, callback: () => void): () => void {
  let leftMs = delayMs
  const timer = setInterval(() => {
    leftMs -= TICK_MS
    if (leftMs > 0) return
    clearInterval(timer)
    // What has arrived by now is read first.
    setImmediate(callback)
  }, TICK_MS)
  return () => clearInterval(timer)
}
