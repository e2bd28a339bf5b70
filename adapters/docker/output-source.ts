import type { Readable } from 'node:stream'
import { type Delivery, SinkFailure } from './delivery.ts'
import type { OutputPiece } from './demultiplexer.ts'

/** A stream of a container's output and what makes pieces of its chunks. */
export interface OutputSource {
  readable: Readable
  push(chunk: Buffer): OutputPiece[]
  /** What is left when the stream has ended. */
  end?(): OutputPiece[]
}

/**
 * Reads a source to its end into the sink. While the sink is busy nothing is read, so that at most the connection's
 * own buffer (64 KiB) is held; the container is slowed down by that, not the memory filled.
 * Answers whether the source came to its end or broke off. Throws `SinkFailure`.
 */
export async function pump(source: OutputSource, delivery: Delivery): Promise<'ended' | 'broken'> {
  try {
    for await (const chunk of source.readable) {
      delivery.heard()
      for (const { stream, bytes } of source.push(chunk)) {
        const busy = delivery.write(stream, bytes)
        if (busy) await busy
      }
    }
    for (const { stream, bytes } of source.end?.() ?? []) await delivery.write(stream, bytes)
    return 'ended'
  } catch (error) {
    if (error instanceof SinkFailure) throw error
    return 'broken'
  } finally {
    source.readable.destroy()
  }
}
