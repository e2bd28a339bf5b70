import { useSyncExternalStore } from 'react'

interface Ticker {
  get: () => number
  subscribe: (listener: () => void) => () => void
}

const tickers = new Map<number, Ticker>()

/** One timer for everything on the screen that moves at the same pace; it stands still when nothing watches. */
function tickerOf(stepMs: number): Ticker {
  const known = tickers.get(stepMs)
  if (known !== undefined) return known
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = Date.now()
  const ticker: Ticker = {
    get() {
      if (listeners.size === 0) now = Math.floor(Date.now() / 250) * 250
      return now
    },
    subscribe(listener) {
      listeners.add(listener)
      timer ??= setInterval(() => {
        now = Date.now()
        for (const each of [...listeners]) each()
      }, stepMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
  tickers.set(stepMs, ticker)
  return ticker
}

/** The time now in milliseconds, looked at again every `stepMs`. */
export function useNow(stepMs: number): number {
  const ticker = tickerOf(stepMs)
  return useSyncExternalStore(ticker.subscribe, ticker.get)
}
