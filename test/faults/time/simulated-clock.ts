import type { Clock } from '../../../core/ports/clock.ts'

interface Timer {
  at: number
  callback: () => void
}

/**
 * A wall clock, and one that timers run by, which stands still while the machine sleeps. For years in seconds: promises are
 * given their turn between timers, and a macrotask never.
 */
export class SimulatedClock implements Clock {
  #wallMs: number
  #runningMs = 0
  #timers: Timer[] = []
  /** Promises that a host waits for to go on with its work at the same instant. */
  pending = 0

  constructor(startAtMs: number) {
    this.#wallMs = startAtMs
  }

  now = (): number => this.#wallMs

  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.#runningMs + Math.max(0, delayMs), callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  yieldNow = (): Promise<void> => {
    this.pending += 1
    return Promise.resolve().then(() => {
      this.pending -= 1
    })
  }

  async advance(ms: number): Promise<void> {
    const end = this.#runningMs + ms
    for (;;) {
      await this.settled()
      const next = this.#timers.reduce<Timer | null>((a, b) => (a === null || b.at < a.at ? b : a), null)
      if (next === null || next.at > end) break
      this.#wallMs += Math.max(0, next.at - this.#runningMs)
      this.#runningMs = Math.max(this.#runningMs, next.at)
      this.#timers = this.#timers.filter((each) => each !== next)
      next.callback()
    }
    this.#wallMs += end - this.#runningMs
    this.#runningMs = end
    await this.settled()
  }

  /** Time goes by for the wall clock alone. */
  sleep(ms: number): void {
    this.#wallMs += ms
  }

  async settled(): Promise<void> {
    do {
      for (let turn = 0; turn < 6; turn += 1) await null
    } while (this.pending > 0)
  }
}
