import { RECORD_MARK, RunnerRecord } from '../../records/record.ts'
import { maskStrings } from './mask-strings.ts'
import type { Masker } from './masker.ts'

/** A piece of what a container said, in the order it said it. `end` is how far its stream is used up by then. */
export type OutputPart =
  | { kind: 'text'; stream: 'stdout' | 'stderr'; bytes: Buffer; end: number }
  | { kind: 'record'; record: RunnerRecord; end: number }
  | { kind: 'line'; line: string; end: number }

/**
 * Turns a container's raw output into log text, records and the lines of agent-pipeline, secrets masked.
 * `text` parts together are the whole log; `line` parts repeat complete lines of it for whoever wants to read them.
 */
export interface OutputReader {
  push(stream: 'stdout' | 'stderr', bytes: Buffer): OutputPart[]
  /** What was still held back when the streams ended. */
  end(): OutputPart[]
}

const MARK_BYTE = RECORD_MARK.charCodeAt(0)
const NEWLINE = 0x0a
/** A record longer than this is taken for text. */
const MAX_RECORD_BYTES = 1024 * 1024
/** Only this much of a line is read for what agent-pipeline says. */
const MAX_LINE_BYTES = 8192

/**
 * `nonce: null` for containers that write no records: their output is text alone and goes through untouched.
 * `from` is how much of each stream came before what will be pushed.
 */
export function createOutputReader(options: {
  nonce: string | null
  masker: Masker
  from?: { stdout: number; stderr: number }
}): OutputReader {
  const { nonce, masker, from: begin } = options
  const stdout = createStream('stdout')
  const stderr = createStream('stderr')

  function createStream(name: 'stdout' | 'stderr') {
    let held: Buffer = Buffer.alloc(0)
    let position = begin?.[name] ?? 0
    let record: Buffer[] | null = null
    let recordLength = 0
    let line: Buffer[] = []
    let lineLength = 0
    /** Nothing of the line so far needs to be masked. */
    let isLineClean = true

    /** Answers whether no secret ends in these bytes. One that only begins there is found with those that follow. */
    function text(bytes: Buffer, parts: OutputPart[], last = false): boolean {
      const input = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      if (input.length === 0) return true
      if (last) {
        held = Buffer.alloc(0)
        parts.push({ kind: 'text', stream: name, bytes: masker.last(input), end: position })
        return false
      }
      const masked = masker.bytes(input)
      held = masked.held === 0 ? Buffer.alloc(0) : Buffer.from(input.subarray(input.length - masked.held))
      if (masked.output.length > 0) {
        parts.push({ kind: 'text', stream: name, bytes: masked.output, end: position - masked.held })
      }
      return masked.clean
    }

    function finishLine(parts: OutputPart[]): void {
      if (lineLength > 0) {
        const whole = line.length === 1 ? line[0]! : Buffer.concat(line)
        const isCut = lineLength >= MAX_LINE_BYTES
        const value = isLineClean && !isCut ? whole.toString() : masker.excerpt(whole)
        parts.push({ kind: 'line', line: value.replace(/\r$/, ''), end: position })
      }
      isLineClean = true
      line = []
      lineLength = 0
    }

    function takeLines(bytes: Buffer, parts: OutputPart[], isClean: boolean): void {
      let from = 0
      while (from < bytes.length) {
        if (!isClean) isLineClean = false
        const newline = bytes.indexOf(NEWLINE, from)
        const until = newline === -1 ? bytes.length : newline
        const kept = bytes.subarray(from, Math.min(until, from + MAX_LINE_BYTES - lineLength))
        if (kept.length > 0) line.push(newline === -1 ? Buffer.from(kept) : kept)
        lineLength += kept.length
        if (newline === -1) return
        finishLine(parts)
        from = newline + 1
      }
    }

    function finishRecord(parts: OutputPart[]): void {
      const bytes = Buffer.concat(record ?? [])
      record = null
      recordLength = 0
      const parsed = nonce === null ? null : readRecord(bytes, nonce, masker)
      if (parsed) parts.push({ kind: 'record', record: parsed, end: position })
      else text(bytes, parts)
    }

    function pushWithRecords(bytes: Buffer, parts: OutputPart[]): void {
      const base = position
      let from = 0
      while (from < bytes.length) {
        if (record) {
          const newline = bytes.indexOf(NEWLINE, from)
          const until = newline === -1 ? bytes.length : newline + 1
          record.push(Buffer.from(bytes.subarray(from, until)))
          recordLength += until - from
          position = base + until
          from = until
          if (newline !== -1 || recordLength > MAX_RECORD_BYTES) finishRecord(parts)
          continue
        }
        const mark = bytes.indexOf(MARK_BYTE, from)
        const until = mark === -1 ? bytes.length : mark
        if (until > from) {
          position = base + until
          const piece = bytes.subarray(from, until)
          takeLines(piece, parts, text(piece, parts))
        }
        if (mark !== -1) {
          // A secret cannot go on behind a record, so nothing needs to be held back any longer.
          if (held.length > 0) text(Buffer.alloc(0), parts, true)
          record = []
          recordLength = 0
        }
        from = until
      }
    }

    return {
      push(bytes: Buffer): OutputPart[] {
        const parts: OutputPart[] = []
        if (nonce === null || name === 'stderr') {
          position += bytes.length
          text(bytes, parts)
        } else {
          pushWithRecords(bytes, parts)
        }
        return parts
      },
      end(): OutputPart[] {
        const parts: OutputPart[] = []
        if (record) finishRecord(parts)
        finishLine(parts)
        text(Buffer.alloc(0), parts, true)
        return parts
      },
    }
  }

  return {
    push: (stream, bytes) => (stream === 'stdout' ? stdout : stderr).push(bytes),
    end: () => [...stdout.end(), ...stderr.end()],
  }
}

function readRecord(bytes: Buffer, nonce: string, masker: Masker): RunnerRecord | null {
  try {
    const raw: unknown = JSON.parse(bytes.subarray(1).toString())
    if (typeof raw !== 'object' || raw === null || !('nonce' in raw) || raw.nonce !== nonce) return null
    const masked = maskStrings(raw, masker)
    return RunnerRecord.parse({ ...(masked as object), nonce })
  } catch {
    return null
  }
}
