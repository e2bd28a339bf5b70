import type { OutputSink } from '../../core/ports/engine.ts'
import type { StreamName } from './demultiplexer.ts'

/** The sink refused output; what it threw is the cause. Tells it from trouble with the engine. */
export class SinkFailure extends Error {
  constructor(cause: unknown) {
    super('The output could not be stored.', { cause })
    this.name = 'SinkFailure'
  }
}

/** Hands output to the sink, one call at a time, and counts what it was given: where a resumed run goes on. */
export class Delivery {
  readonly given: Record<StreamName, number>
  private readonly sink: OutputSink
  private waiting = false
  private lastMoveAt = Date.now()

  constructor(sink: OutputSink, received: Record<StreamName, number>) {
    this.sink = sink
    this.given = { ...received }
  }

  /** A promise is to be awaited before the next call. Throws `SinkFailure`. */
  write(stream: StreamName, bytes: Buffer): undefined | Promise<void> {
    this.given[stream] += bytes.length
    this.lastMoveAt = Date.now()
    let answer: void | Promise<void>
    try {
      answer = this.sink.write(stream, bytes)
    } catch (error) {
      throw new SinkFailure(error)
    }
    return answer ? this.settle(answer) : undefined
  }

  /** The engine sent something, were it only what the sink has already: while a long log is skipped nothing is stuck. */
  heard(): void {
    this.lastMoveAt = Date.now()
  }

  /** For how long neither the engine sent nor the sink took anything, in ms. */
  quietMs(): number {
    return this.waiting ? 0 : Date.now() - this.lastMoveAt
  }

  private async settle(answer: Promise<void>): Promise<void> {
    this.waiting = true
    try {
      await answer
    } catch (error) {
      throw new SinkFailure(error)
    } finally {
      this.waiting = false
      this.lastMoveAt = Date.now()
    }
  }
}
