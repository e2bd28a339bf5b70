import { pause } from './back-off.ts'
import { isRefused } from './refusal.ts'

export interface ResumeStreamOptions<T> {
  /** Opens the stream where the consumer stands now; called again after each interruption. */
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>
  /** True for the item after which nothing more will come. A stream that ends without one was interrupted. */
  isLast: (item: T) => boolean
  signal: AbortSignal
  /** Milliseconds to wait before try number `attempt`, counted from 0 since the last item that came. */
  waitMs: (attempt: number) => number
  /** Told `true` when the stream breaks and `false` when it is open again. */
  onInterrupted?: (interrupted: boolean) => void
}

/**
 * One unbroken stream over a connection that may break. The next `open` happens only after the consumer has taken
 * the item before, so a position kept by the consumer (byte offset, sequence number) is where it goes on: no gap and
 * no repeat. Throws only what the host refuses for good (a run that does not exist); ends silently on abort.
 */
export async function* resumeStream<T>(options: ResumeStreamOptions<T>): AsyncGenerator<T, void, void> {
  const { open, isLast, signal, waitMs, onInterrupted } = options
  let attempt = 0
  let interrupted = false
  while (!signal.aborted) {
    try {
      const items = await open(signal)
      if (interrupted) {
        interrupted = false
        onInterrupted?.(false)
      }
      for await (const item of items) {
        if (signal.aborted) return
        attempt = 0
        yield item
        if (isLast(item)) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (isRefused(error)) throw error
    }
    if (signal.aborted) return
    if (!interrupted) {
      interrupted = true
      onInterrupted?.(true)
    }
    await pause(waitMs(attempt), signal)
    attempt += 1
  }
}
