/** A value that can be watched. Small enough for `useSyncExternalStore`, and usable without React. */
export interface Observable<T> {
  get: () => T
  subscribe: (listener: () => void) => () => void
}

export interface WritableObservable<T> extends Observable<T> {
  set: (value: T) => void
}

/** Makes a watched value. Setting the same value again tells nobody. */
export function createObservable<T>(initial: T): WritableObservable<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
