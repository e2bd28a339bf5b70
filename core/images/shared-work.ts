/**
 * One piece of work at a time for each key: whoever asks for a key that is being worked on joins in, hears its
 * progress, and gets its result. The work is given up when all who wait for it have gone.
 */
export function createSharedWork<Result, Progress>() {
  interface Waiter {
    onProgress?: (progress: Progress) => void
  }
  interface Running {
    result: Promise<Result>
    waiters: Set<Waiter>
    abort: AbortController
  }
  const running = new Map<string, Running>()

  function start(
    key: string,
    work: (tools: { signal: AbortSignal; report: (progress: Progress) => void }) => Promise<Result>,
  ) {
    const abort = new AbortController()
    const waiters = new Set<Waiter>()
    const report = (progress: Progress) => {
      for (const waiter of waiters) waiter.onProgress?.(progress)
    }
    const result = work({ signal: abort.signal, report }).finally(() => forget(key, entry))
    // Those who wait hear of a failure themselves; nobody may be left to hear of one after an abort.
    result.catch(() => {})
    const entry: Running = { result, waiters, abort }
    running.set(key, entry)
    return entry
  }

  function forget(key: string, entry: Running) {
    if (running.get(key) === entry) running.delete(key)
  }

  return {
    /** Rejects with the signal's reason when this caller's `signal` aborts, without disturbing the others. */
    async join(
      key: string,
      work: (tools: { signal: AbortSignal; report: (progress: Progress) => void }) => Promise<Result>,
      { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
    ): Promise<Result> {
      signal?.throwIfAborted()
      const entry = running.get(key) ?? start(key, work)
      const waiter = { onProgress }
      entry.waiters.add(waiter)
      const left = Promise.withResolvers<never>()
      const leave = () => left.reject(signal?.reason)
      signal?.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([entry.result, left.promise])
      } finally {
        signal?.removeEventListener('abort', leave)
        entry.waiters.delete(waiter)
        if (entry.waiters.size === 0) {
          // Whoever asks from now on starts anew instead of joining what is being given up.
          forget(key, entry)
          entry.abort.abort(signal?.reason)
        }
      }
    },
  }
}
