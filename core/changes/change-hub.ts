import type { Change } from '../../contract/index.ts'

type WithoutSeq<T> = T extends unknown ? Omit<T, 'seq'> : never
/** A change as its maker knows it; the hub numbers it. */
export type ChangeInput = WithoutSeq<Exclude<Change, { type: 'hello' }>>

/** Tells everyone who watches that something changed. A watcher that throws does not disturb the others. */
export interface ChangeHub {
  emit(change: ChangeInput): void
  on(listener: (change: Change) => void): () => void
  /** A `hello`, then every change; ends when the signal aborts. */
  watch(signal?: AbortSignal): AsyncGenerator<Change>
}

/** Changes a slow watcher may lag behind before the oldest are dropped: it then takes a new snapshot anyway. */
const MAX_PENDING = 1000

export function createChangeHub(): ChangeHub {
  let seq = 0
  const listeners = new Set<(change: Change) => void>()

  function on(listener: (change: Change) => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    emit(input) {
      seq += 1
      const change = { ...input, seq } as Change
      for (const listener of [...listeners]) {
        try {
          listener(change)
        } catch {
          // a broken watcher is its own loss
        }
      }
    },
    on,
    async *watch(signal) {
      const pending: Change[] = [{ type: 'hello', seq }]
      let wake: (() => void) | undefined
      const off = on((change) => {
        pending.push(change)
        if (pending.length > MAX_PENDING) pending.splice(0, pending.length, { type: 'hello', seq })
        wake?.()
      })
      const onAbort = () => wake?.()
      signal?.addEventListener('abort', onAbort)
      try {
        while (!signal?.aborted) {
          const next = pending.shift()
          if (next) {
            yield next
            continue
          }
          await new Promise<void>((resolve) => {
            wake = resolve
            if (pending.length > 0 || signal?.aborted) resolve()
          })
        }
      } finally {
        off()
        signal?.removeEventListener('abort', onAbort)
      }
    },
  }
}
