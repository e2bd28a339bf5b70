/**
 * How a log's writer tells its readers that there is more. It holds no text: a reader reads from the file at its own
 * pace, so a slow one costs nothing.
 */
export class LogFeed {
  state: 'waiting' | 'open' | 'closed' = 'waiting'
  logBytes = 0
  transcriptBytes = 0
  /** Readers that look at this feed. */
  readers = 0
  readonly #waiting = new Set<() => void>()

  set(change: { state?: LogFeed['state']; logBytes?: number; transcriptBytes?: number }): void {
    Object.assign(this, change)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }

  /** Resolves at the next change, when `signal` is aborted, or after `atMostMs`. */
  changed(signal: AbortSignal | undefined, atMostMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const done = () => {
        this.#waiting.delete(done)
        signal?.removeEventListener('abort', done)
        clearTimeout(timer)
        resolve()
      }
      if (signal?.aborted) return resolve()
      this.#waiting.add(done)
      signal?.addEventListener('abort', done, { once: true })
      if (atMostMs !== null) timer = setTimeout(done, atMostMs)
    })
  }
}
