import type { OutputPiece, StreamName } from '../../adapters/docker/demultiplexer.ts'

/** A frame as the engine sends it. */
export function frame(stream: StreamName, bytes: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream === 'stdout' ? 1 : 2
  header.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([header, bytes])
}

/** Cuts bytes into chunks of these lengths, over and over. Each has memory of its own, as from a socket. */
export function chop(bytes: Buffer, lengths: number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, round = 0; at < bytes.length; round++) {
    const end = at + lengths[round % lengths.length]!
    chunks.push(Buffer.from(bytes.subarray(at, end)))
    at = end
  }
  return chunks
}

export function joined(pieces: OutputPiece[], stream: StreamName): Buffer {
  return Buffer.concat(pieces.filter((piece) => piece.stream === stream).map((piece) => piece.bytes))
}
