import type { Clock } from '../../core/ports/clock.ts'
import { fileWorkDone } from './file-work.ts'

interface Timer {
  at: number
  callback: () => void
}

/**
 * A clock that a test moves. Like a machine it has two: a wall clock, and one that timers run by, which stands still while the
 * machine sleeps and takes no notice when the wall clock is set.
 */
export class FakeClock implements Clock {
  #wallMs: number
  #runningMs = 0
  readonly #timers = new Set<Timer>()
  /** Timers that have fired, to see how often a sleeper wakes. */
  fired = 0

  constructor(startAt: string | number = '2026-01-01T00:00:00Z') {
    this.#wallMs = typeof startAt === 'number' ? startAt : Date.parse(startAt)
  }

  // Bound, as it is handed around.
  now = (): number => this.#wallMs

  after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.#runningMs + Math.max(0, delayMs), callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  get timers(): number {
    return this.#timers.size
  }

  /** Lets `ms` go by: timers fire in their order, each at its moment, and what they begin is waited for. */
  async advance(ms: number): Promise<void> {
    const end = this.#runningMs + ms
    for (;;) {
      await fileWorkDone()
      const next = this.#earliest()
      if (next === undefined || next.at > end) break
      this.#wallMs += Math.max(0, next.at - this.#runningMs)
      this.#runningMs = Math.max(this.#runningMs, next.at)
      this.#timers.delete(next)
      this.fired += 1
      next.callback()
    }
    this.#wallMs += end - this.#runningMs
    this.#runningMs = end
    await fileWorkDone()
  }

  /** Advances to an instant of the wall clock. */
  async advanceTo(instant: string | number): Promise<void> {
    const target = typeof instant === 'number' ? instant : Date.parse(instant)
    if (target < this.#wallMs) throw new RangeError('That instant is past; set the clock back with "set".')
    await this.advance(target - this.#wallMs)
  }

  /** The machine sleeps: the wall clock goes on, timers do not. */
  sleep(ms: number): void {
    this.#wallMs += ms
  }

  /** Somebody sets the wall clock. */
  set(instant: string | number): void {
    this.#wallMs = typeof instant === 'number' ? instant : Date.parse(instant)
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined
    for (const timer of this.#timers) if (earliest === undefined || timer.at < earliest.at) earliest = timer
    return earliest
  }
}
