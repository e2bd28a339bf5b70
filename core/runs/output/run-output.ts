import type { TranscriptEntry } from '../../../contract/index.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OutputSink } from '../../ports/engine.ts'
import type { RunLogWriter } from '../../ports/run-log-store.ts'
import type { StageTracker } from '../verdict/stage-tracker.ts'
import { describeRecord, transcriptOf } from './describe-record.ts'
import type { OutputPart, OutputReader } from './output-reader.ts'

/** A run's output on its way from the container to the log, the transcript and the stage tracker. */
export interface RunOutput {
  sink: OutputSink
  /** Writes a line of the oven's own into the log: at once, or as soon as the container's own line is over. */
  note(text: string): Promise<void>
  /** Writes what was held back, once the container says no more; the log stays open for notes. */
  flush(): Promise<void>
}

/** How long to wait before a write that found no room is tried again. The container is held back meanwhile. */
const RETRY_WRITE_MS = 2000
const NEWLINE = 0x0a

/**
 * `replayFrom` is where the container's streams begin when they are heard: 0 when the whole output is played again
 * after a restart (pipelines, so that the tracker learns everything anew). What the log has already is not written twice.
 * `fresh`: the streams are those of another container than the log was written from so far.
 * `onStages` is told after every piece that taught the tracker something; `soon` when a stage changed its state.
 */
export function createRunOutput(options: {
  reader: OutputReader
  tracker: StageTracker | null
  writer: RunLogWriter
  clock: Clock
  replayFrom: { stdout: number; stderr: number }
  fresh?: boolean
  onStages: (soon: boolean) => void
  /** Once aborted, nothing more is taken in: what the journal does not count is heard again after the restart. */
  leave: AbortSignal
  onTrouble: (sentence: string) => void
}): RunOutput {
  const { reader, tracker, writer, clock } = options
  const known = options.fresh ? { stdout: 0, stderr: 0 } : writer.received
  const written = { ...known }
  const boundary = { ...known }
  const heard = { ...options.replayFrom }
  let endsWithNewline = writer.endsAtLine
  /** Notes that wait for the end of a line, so that no line of the container's is torn. */
  const notes: string[] = []
  let isOver = false
  let turn: Promise<void> = Promise.resolve()

  async function append(part: Parameters<RunLogWriter['append']>[0]): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        return await writer.append(part)
      } catch (error) {
        if (options.leave.aborted) return
        if (!told) options.onTrouble(`The log cannot be written: ${(error as Error).message}`)
        await new Promise<void>((resolve) => clock.after(RETRY_WRITE_MS, resolve))
      }
    }
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(() => (options.leave.aborted ? undefined : work()))
    return turn
  }

  function lineOf(text: string, into: Buffer[]): void {
    into.push(Buffer.from(`${endsWithNewline ? '' : '\n'}${text}\n`))
    endsWithNewline = true
  }

  /** A piece of output, with the notes that waited behind the first line that ends in it. */
  function textOf(bytes: Buffer, into: Buffer[]): void {
    const lineEnd = notes.length > 0 ? bytes.indexOf(NEWLINE) + 1 : 0
    if (lineEnd > 0) {
      into.push(bytes.subarray(0, lineEnd))
      endsWithNewline = true
      notesOf(into)
    }
    const rest = bytes.subarray(lineEnd)
    if (rest.length === 0) return
    into.push(rest)
    endsWithNewline = rest.at(-1) === NEWLINE
  }

  function notesOf(into: Buffer[]): void {
    for (const text of notes.splice(0)) lineOf(`[oven] ${text}`, into)
  }

  async function take(parts: readonly OutputPart[], replayed: boolean): Promise<void> {
    if (parts.length === 0) return
    const text: Buffer[] = []
    const transcript: Omit<TranscriptEntry, 'seq'>[] = []
    let learned = false
    let soon = false
    for (const part of parts) {
      switch (part.kind) {
        case 'text':
          if (!replayed) textOf(part.bytes, text)
          written[part.stream] = Math.max(written[part.stream], part.end)
          break
        case 'record': {
          written.stdout = Math.max(written.stdout, part.end)
          learned = true
          soon = tracker?.record(part.record) || soon
          const line = describeRecord(part.record)
          if (line !== null && !replayed) {
            lineOf(line, text)
            notesOf(text)
          }
          const entry = transcriptOf(part.record)
          if (entry) transcript.push(entry)
          break
        }
        case 'line':
          if (tracker?.line(part.line, new Date(clock.now()).toISOString())) {
            learned = true
            soon = true
          }
      }
    }
    if (options.leave.aborted) return
    if (!replayed) await append({ text, transcript, received: { ...written } })
    if (learned) options.onStages(soon)
  }

  async function writeNotes(): Promise<void> {
    const text: Buffer[] = []
    notesOf(text)
    await append({ text, transcript: [], received: { ...written } })
  }

  return {
    sink: {
      write(stream, bytes) {
        return inTurn(async () => {
          const start = heard[stream]
          heard[stream] += bytes.length
          const old = Math.min(Math.max(boundary[stream] - start, 0), bytes.length)
          if (old > 0) await take(reader.push(stream, bytes.subarray(0, old)), true)
          if (old < bytes.length) await take(reader.push(stream, bytes.subarray(old)), false)
        })
      },
    },
    note: (message) =>
      inTurn(async () => {
        notes.push(message)
        if (endsWithNewline || isOver) await writeNotes()
      }),
    flush: () =>
      inTurn(async () => {
        await take(reader.end(), false)
        isOver = true
        if (notes.length > 0) await writeNotes()
      }),
  }
}
