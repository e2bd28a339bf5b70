import type { Notice } from '../contract/desktop.ts'

/** Messages that wait for the window to show them. */
export interface Notices {
  add(notice: Omit<Notice, 'id' | 'at'>): void
  dismiss(id: number): boolean
  pending(): Notice[]
  /** Those that are waiting, then new ones, until `signal` aborts. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<Notice, void>
  onChange(listener: () => void): () => void
}

/** Older ones make room: a window that was closed for a week need not be greeted by everything since. */
const KEPT_AT_MOST = 20

export function createNotices({ now }: { now: () => number }): Notices {
  let lastId = 0
  let kept: Notice[] = []
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of [...listeners]) listener()
  }

  function onChange(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    add(notice) {
      lastId += 1
      kept = [...kept, { ...notice, id: lastId, at: new Date(now()).toISOString() }].slice(-KEPT_AT_MOST)
      changed()
    },
    dismiss(id) {
      const isThere = kept.some((notice) => notice.id === id)
      kept = kept.filter((notice) => notice.id !== id)
      if (isThere) changed()
      return isThere
    },
    pending: () => kept,
    onChange,
    async *watch(signal) {
      let toldUpTo = 0
      let wakeUp = () => {}
      const unsubscribe = onChange(() => wakeUp())
      const stop = () => wakeUp()
      const isStopped = () => signal?.aborted === true
      signal?.addEventListener('abort', stop)
      try {
        while (!isStopped()) {
          const fresh = kept.filter((notice) => notice.id > toldUpTo)
          const changedAgain = new Promise<void>((resolve) => {
            wakeUp = resolve
          })
          for (const notice of fresh) {
            toldUpTo = notice.id
            yield notice
          }
          if (fresh.length === 0 && !isStopped()) await changedAgain
        }
      } finally {
        unsubscribe()
        signal?.removeEventListener('abort', stop)
      }
    },
  }
}
