import type { TranscriptEntry } from '../../../contract/index.ts'
import { resumeStream } from '../../connection/resume-stream.ts'

interface Batch {
  entries: TranscriptEntry[]
  end: boolean
}

export interface TranscriptSnapshot {
  entries: readonly TranscriptEntry[]
  reading: 'opening' | 'reading' | 'interrupted' | 'ended' | 'refused'
  error: unknown
}

export interface TranscriptReaderOptions {
  /** Reads what comes after entry number `after`, and goes on as there is more. */
  read: (after: number, signal: AbortSignal) => Promise<AsyncIterable<Batch>>
  /** Runs `work` soon, once per frame in a window. */
  schedule: (work: () => void) => void
  waitMs: (attempt: number) => number
}

/** Gathers a run's transcript by sequence number: an interrupted stream goes on without a gap or a repeat. */
export class TranscriptReader {
  #options: TranscriptReaderOptions
  #entries: TranscriptEntry[] = []
  #snapshot: TranscriptSnapshot = { entries: [], reading: 'opening', error: null }
  #listeners = new Set<() => void>()
  #announced = false

  constructor(options: TranscriptReaderOptions) {
    this.#options = options
  }

  getSnapshot = (): TranscriptSnapshot => this.#snapshot

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  start = (): (() => void) => {
    if (this.#snapshot.reading === 'ended') return () => {}
    const stop = new AbortController()
    void this.#follow(stop.signal)
    return () => stop.abort()
  }

  get #lastSeq(): number {
    return this.#entries.at(-1)?.seq ?? -1
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const batches = resumeStream<Batch>({
      open: (inner) => this.#options.read(this.#lastSeq, inner),
      isLast: (batch) => batch.end,
      signal,
      waitMs: this.#options.waitMs,
      onInterrupted: (interrupted) => this.#change({ reading: interrupted ? 'interrupted' : 'reading' }),
    })
    try {
      for await (const { entries, end } of batches) {
        for (const entry of entries) if (entry.seq > this.#lastSeq) this.#entries.push(entry)
        this.#change({ reading: end ? 'ended' : 'reading' })
      }
    } catch (error) {
      this.#change({ reading: 'refused', error })
    }
  }

  #change(part: Partial<TranscriptSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part }
    if (this.#announced) return
    this.#announced = true
    this.#options.schedule(() => {
      this.#announced = false
      this.#snapshot = { ...this.#snapshot, entries: [...this.#entries] }
      for (const listener of [...this.#listeners]) listener()
    })
  }
}
