/** Lets so many through at a time; the others wait in the order they came. */
export interface StartGate {
  /** Resolves with the function that gives the place back. Rejects with the signal's reason when it aborts first. */
  enter(signal: AbortSignal): Promise<() => void>
}

/** The engine starts only some containers a second, however many are asked of it: asking for more at once only slows each. */
export function createStartGate(places: number): StartGate {
  let free = Math.max(1, places)
  const waiting: (() => void)[] = []

  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  function ticket(): () => void {
    let used = false
    return () => {
      if (used) return
      used = true
      leave()
    }
  }

  return {
    enter(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return Promise.resolve(ticket())
      }
      return new Promise((resolve, reject) => {
        const admit = () => {
          signal.removeEventListener('abort', giveUp)
          resolve(ticket())
        }
        const giveUp = () => {
          const at = waiting.indexOf(admit)
          if (at !== -1) waiting.splice(at, 1)
          reject(signal.reason)
        }
        waiting.push(admit)
        signal.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
