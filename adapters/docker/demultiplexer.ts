export type StreamName = 'stdout' | 'stderr'

export interface OutputPiece {
  stream: StreamName
  bytes: Buffer
}

const headerBytes = 8

/**
 * Takes a container's two streams apart. The engine sends frames: one byte that names the stream, three zeros, four
 * bytes of length, then the bytes. Give it the connection's chunks in order; it answers what of each stream they hold.
 *
 * No byte is copied to new memory: within a chunk the frames' payloads are moved together over their headers, so
 * that many small frames become one large piece. The chunk is changed by that and must not be used elsewhere.
 *
 * Format: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export class Demultiplexer {
  private readonly header = Buffer.alloc(headerBytes)
  private headerFilled = 0
  private stream: StreamName = 'stdout'
  /** What is still to come of the present frame's payload. */
  private pending = 0

  /** Throws when the bytes are no frames, as with a container that has a terminal. */
  push(chunk: Buffer): OutputPiece[] {
    const pieces: OutputPiece[] = []
    let at = 0
    let pieceStart = 0
    let pieceEnd = 0
    let pieceStream: StreamName = this.stream
    const flush = () => {
      if (pieceEnd > pieceStart)
        pieces.push({ stream: pieceStream, bytes: chunk.subarray(pieceStart, pieceEnd) })
    }
    while (at < chunk.length) {
      if (this.pending === 0) {
        at += this.readHeader(chunk, at)
        continue
      }
      const length = Math.min(this.pending, chunk.length - at)
      if (pieceEnd === pieceStart || pieceStream !== this.stream) {
        flush()
        pieceStream = this.stream
        pieceStart = pieceEnd = at
      } else if (pieceEnd !== at) {
        chunk.copyWithin(pieceEnd, at, at + length)
      }
      pieceEnd += length
      at += length
      this.pending -= length
    }
    flush()
    return pieces
  }

  private readHeader(chunk: Buffer, at: number): number {
    const taken = Math.min(headerBytes - this.headerFilled, chunk.length - at)
    chunk.copy(this.header, this.headerFilled, at, at + taken)
    this.headerFilled += taken
    if (this.headerFilled < headerBytes) return taken
    this.headerFilled = 0
    this.stream = streamOf(this.header, 0)
    this.pending = this.header.readUInt32BE(4)
    return taken
  }
}

/** The stream a frame belongs to, from its header at `at`. Throws when there is no frame's header. */
export function streamOf(bytes: Buffer, at: number): StreamName {
  const kind = bytes[at]
  if ((kind !== 1 && kind !== 2) || bytes[at + 1] !== 0 || bytes[at + 2] !== 0 || bytes[at + 3] !== 0) {
    throw new Error('The engine sent output that is not divided into frames.')
  }
  return kind === 1 ? 'stdout' : 'stderr'
}
