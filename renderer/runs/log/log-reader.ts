import type { LogChunk } from '../../../contract/index.ts'
import { resumeStream } from '../../connection/resume-stream.ts'
import { cutBack, LogWindow } from './log-window.ts'

/** `paused`: the window is full and the view is elsewhere, so newer lines wait on the host. */
export type LogReading = 'opening' | 'reading' | 'interrupted' | 'paused' | 'ended' | 'refused'

export interface LogSnapshot {
  /** Changes whenever anything does. */
  version: number
  window: LogWindow
  reading: LogReading
  /** A step up or down is being loaded. */
  stepping: boolean
  error: unknown
}

export interface LogReaderOptions {
  /** Reads from a byte (negative: before the end); with `follow` it goes on as the log grows. */
  read: (from: number, follow: boolean, signal: AbortSignal) => Promise<AsyncIterable<LogChunk>>
  /** Runs `work` soon, once per frame in a window. */
  schedule: (work: () => void) => void
  waitMs: (attempt: number) => number
  /** How much of the end is read at first. */
  tailBytes?: number
  /** How much is read with each step up or down. */
  stepBytes?: number
  /** How much is held at most. */
  capacityBytes?: number
}

/**
 * Reads one run's log into a window of bounded size: its tail first, then as it grows, older parts when asked.
 * While the view sticks to the end, old lines fall off the top; while it is elsewhere, a full window stops reading
 * and goes on from the same byte, step by step, as the view comes down again.
 */
export class LogReader {
  #options: Required<LogReaderOptions>
  #snapshot: LogSnapshot
  #listeners = new Set<() => void>()
  #sticking = true
  #stopped = false
  #line: AbortController | null = null
  #stepLine: AbortController | null = null
  /** Where an empty window begins to read. */
  #begin: number
  /** A view that does not stick to the end is given so much, and more as it comes down. */
  #pauseAt: number
  #announced = false

  constructor(options: LogReaderOptions) {
    this.#options = { tailBytes: 65_536, stepBytes: 262_144, capacityBytes: 8 * 2 ** 20, ...options }
    this.#begin = -this.#options.tailBytes
    this.#pauseAt = this.#options.capacityBytes
    this.#snapshot = {
      version: 0,
      window: new LogWindow(),
      reading: 'opening',
      stepping: false,
      error: null,
    }
  }

  getSnapshot = (): LogSnapshot => this.#snapshot

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start = (): (() => void) => {
    this.#stopped = false
    void this.#follow()
    return () => {
      this.#stopped = true
      this.#line?.abort()
      this.#stepLine?.abort()
    }
  }

  /** Says whether the view stands at the end, where old lines may fall off unseen. */
  setSticking(sticking: boolean): void {
    this.#sticking = sticking
  }

  /** Opens the log at its end again, unless the end is held. */
  jumpToEnd(): void {
    this.#sticking = true
    this.#pauseAt = this.#options.capacityBytes
    if (this.#snapshot.reading === 'paused') this.#reopen(-this.#options.tailBytes)
  }

  /** Opens the log at its first byte, unless that is held. */
  jumpToStart(): void {
    this.#sticking = false
    if (this.#snapshot.window.start > 0) this.#reopen(0)
  }

  /**
   * Sees to it that the window holds a byte with some of what stands around it: opens the log there unless it does. Only a
   * step or two is read, however much comes after.
   */
  showOffset(offset: number): void {
    this.#sticking = false
    if (this.#snapshot.window.holds(offset)) return
    this.#pauseAt = this.#options.stepBytes
    this.#reopen(Math.max(0, offset - this.#options.tailBytes / 2))
  }

  /** Loads the step after the window's end, when reading had paused there. */
  async loadNewer(): Promise<void> {
    const { window, reading, stepping } = this.#snapshot
    if (reading !== 'paused' || stepping) return
    await this.#step(async (signal) => {
      const until = window.end + this.#options.stepBytes
      for await (const chunk of await this.#options.read(window.end, false, signal)) {
        window.append(chunk)
        if (chunk.end) return this.#change({ reading: 'ended' })
        if (window.end >= until) return
      }
      if (!signal.aborted) void this.#follow()
    })
    window.trimTop(this.#options.capacityBytes)
  }

  /** Loads the step before the window's start, if there is one. */
  async loadOlder(): Promise<void> {
    const { window, stepping } = this.#snapshot
    if (stepping || window.isEmpty || window.start === 0) return
    await this.#step(async (signal) => {
      const chunks = await this.#readUntil(window, signal)
      if (signal.aborted) return
      window.prepend(chunks)
      if (window.exceeds(this.#options.capacityBytes)) this.#dropNewest(window)
    })
  }

  async #step(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const step = new AbortController()
    this.#stepLine = step
    this.#change({ stepping: true })
    try {
      await work(step.signal)
    } catch (error) {
      if (!step.signal.aborted) this.#change({ error })
    } finally {
      step.abort()
      this.#change({ stepping: false })
    }
  }

  #reopen(from: number): void {
    this.#stepLine?.abort()
    this.#begin = from
    this.#change({ window: new LogWindow(), reading: 'opening' })
    void this.#follow()
  }

  async #readUntil(window: LogWindow, signal: AbortSignal): Promise<LogChunk[]> {
    const until = window.start
    const from = Math.max(0, until - this.#options.stepBytes)
    const chunks: LogChunk[] = []
    for await (const chunk of await this.#options.read(from, false, signal)) {
      const ahead = chunk.offset + chunk.bytes - until
      chunks.push(ahead > 0 ? cutBack(chunk, chunk.bytes - ahead) : chunk)
      if (ahead >= 0) break
    }
    return chunks
  }

  #dropNewest(window: LogWindow): void {
    const end = window.end
    window.trimBottom(this.#options.capacityBytes)
    if (window.end === end) return
    this.#line?.abort()
    this.#change({ reading: 'paused' })
  }

  async #follow(): Promise<void> {
    if (this.#stopped) return
    this.#line?.abort()
    const line = new AbortController()
    this.#line = line
    const { window } = this.#snapshot
    const chunks = resumeStream<LogChunk>({
      open: (signal) => this.#options.read(window.isEmpty ? this.#begin : window.end, true, signal),
      isLast: (chunk) => chunk.end,
      signal: line.signal,
      waitMs: this.#options.waitMs,
      onInterrupted: (interrupted) => this.#change({ reading: interrupted ? 'interrupted' : 'reading' }),
    })
    try {
      for await (const chunk of chunks) {
        if (!this.#take(window, chunk)) return
        if (chunk.end) return this.#change({ reading: 'ended' })
      }
    } catch (error) {
      if (!line.signal.aborted) this.#change({ reading: 'refused', error })
    } finally {
      line.abort()
    }
  }

  /** Puts a chunk in. Answers false when reading must stop here. */
  #take(window: LogWindow, chunk: LogChunk): boolean {
    if (window !== this.#snapshot.window) return false
    if (!window.append(chunk)) {
      this.#reopen(this.#begin)
      return false
    }
    if (!this.#sticking && window.exceeds(this.#pauseAt)) {
      this.#change({ reading: 'paused' })
      return false
    }
    if (this.#sticking) window.trimTop(this.#options.capacityBytes)
    this.#change({ reading: 'reading' })
    return true
  }

  #change(part: Partial<LogSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part, version: this.#snapshot.version + 1 }
    if (this.#announced) return
    this.#announced = true
    this.#options.schedule(() => {
      this.#announced = false
      for (const listener of [...this.#listeners]) listener()
    })
  }
}
