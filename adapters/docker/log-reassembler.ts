import { type OutputPiece, type StreamName, streamOf } from './demultiplexer.ts'

/** What of the output is known already, in bytes of each stream. Kept up to date by the reassembler. */
export interface LogPosition {
  given: Readonly<Record<StreamName, number>>
  /** Bytes that were given but that the engine died over before it wrote them into its copy. */
  missing: Record<StreamName, number>
  /** An engine's death whose missing bytes have not been counted yet. */
  death: Partial<Record<StreamName, EngineDeath>>
}

export interface EngineDeath {
  /** Stamps from here on were written after it. */
  freshFrom: string
  /** Bytes of the stream given before it. */
  given: number
}

interface StreamState {
  /** Where the next byte stands in the engine's copy, and up to where it was given before. */
  at: number
  skipTo: number
  /** The stamp of a line of which only a part has come. */
  openStamp: string | null
  /** The part before was a short one: the line is over, unless it is the end of all output. */
  newlineDue: boolean
}

const headerBytes = 8
/** The engine cuts longer lines into parts of this size. */
const partBytes = 16 * 1024
const newlineByte = 0x0a
const newline = Buffer.of(newlineByte)
const space = 0x20

/**
 * Makes the container's own bytes of the engine's copy (log driver `local`, read with time stamps), and leaves out
 * those that were given before.
 *
 * The copy is kept by lines, one frame each; a line of 16 KiB or more comes in parts with the same stamp. Engines
 * before 23 forget the newline after such a line: it is put back when the next frame shows that the line was over.
 * At the very end of the output that cannot be told, and the newline is taken to have been there.
 */
export class LogReassembler {
  private readonly position: LogPosition
  private readonly forgetsNewlines: boolean
  private readonly states: Record<StreamName, StreamState>
  private rest: Buffer = Buffer.alloc(0)

  constructor(position: LogPosition, options: { forgetsNewlines: boolean }) {
    this.position = position
    this.forgetsNewlines = options.forgetsNewlines
    const start = (stream: StreamName): StreamState => ({
      at: 0,
      skipTo: position.given[stream] - position.missing[stream],
      openStamp: null,
      newlineDue: false,
    })
    this.states = { stdout: start('stdout'), stderr: start('stderr') }
  }

  push(chunk: Buffer): OutputPiece[] {
    const data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    const parts: OutputPiece[] = []
    let at = 0
    while (data.length - at >= headerBytes) {
      const end = at + headerBytes + data.readUInt32BE(at + 4)
      if (end > data.length) break
      this.takeFrame(streamOf(data, at), data, at + headerBytes, end, parts)
      at = end
    }
    this.rest = data.subarray(at)
    return joinNeighbours(parts)
  }

  end(): OutputPiece[] {
    const parts: OutputPiece[] = []
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.states[stream].newlineDue && this.forgetsNewlines) this.give(stream, newline, parts)
      this.states[stream].newlineDue = false
    }
    return parts
  }

  private takeFrame(
    stream: StreamName,
    data: Buffer,
    start: number,
    end: number,
    parts: OutputPiece[],
  ): void {
    const state = this.states[stream]
    const bodyStart = data.indexOf(space, start) + 1
    const whole = data[end - 1] === newlineByte && end > bodyStart
    const unusual = !whole || state.openStamp !== null || this.position.death[stream] !== undefined
    if (state.newlineDue && this.forgetsNewlines) this.give(stream, newline, parts)
    state.newlineDue = false
    // most frames are whole lines: their stamps need not be looked at
    if (unusual) {
      const stamp = data.toString('latin1', start, bodyStart - 1)
      this.countMissing(stream, stamp)
      state.newlineDue = !whole && state.openStamp === stamp && end - bodyStart < partBytes
      state.openStamp = whole || state.newlineDue ? null : stamp
    }
    this.give(stream, data.subarray(bodyStart, end), parts)
  }

  /** The first line written after the engine's death shows how far its copy had come. */
  private countMissing(stream: StreamName, stamp: string): void {
    const { death, missing, given } = this.position
    const last = death[stream]
    if (!last || stamp < last.freshFrom) return
    const state = this.states[stream]
    missing[stream] += Math.max(0, last.given - missing[stream] - state.at)
    state.skipTo = given[stream] - missing[stream]
    delete death[stream]
  }

  private give(stream: StreamName, bytes: Buffer, parts: OutputPiece[]): void {
    const state = this.states[stream]
    const skipped = Math.min(Math.max(0, state.skipTo - state.at), bytes.length)
    state.at += bytes.length
    if (skipped < bytes.length) parts.push({ stream, bytes: bytes.subarray(skipped) })
  }
}

/** A piece per line would cost the sink a call per line. */
function joinNeighbours(parts: OutputPiece[]): OutputPiece[] {
  const joined: OutputPiece[] = []
  for (let at = 0; at < parts.length; ) {
    const { stream, bytes } = parts[at]!
    let end = at + 1
    while (parts[end]?.stream === stream) end++
    joined.push(
      end === at + 1
        ? { stream, bytes }
        : { stream, bytes: Buffer.concat(parts.slice(at, end).map((part) => part.bytes)) },
    )
    at = end
  }
  return joined
}
