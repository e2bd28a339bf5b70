import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  write,
  writev,
} from 'node:fs'
import { promisify } from 'node:util'
import { OvenError } from '../../core/errors.ts'
import type { RunLogWriter } from '../../core/ports/run-log-store.ts'
import { diskError } from './disk-error.ts'
import type { LogFeed } from './log-feed.ts'
import {
  ENTRY_BYTES,
  encodeEntry,
  type JournalEntry,
  noEntry,
  readJournal,
  slotOffset,
} from './log-journal.ts'
import type { RunLogPaths } from './run-log-paths.ts'

const writeAt = promisify(write)
const writevAt = promisify(writev)

type Part = Parameters<RunLogWriter['append']>[0]
interface Pending {
  part: Part
  resolve: () => void
  reject: (error: unknown) => void
}

/** One batch takes in what came during the one before, up to about this much. */
const BATCH_BYTES = 4 * 1024 * 1024
const BATCH_BUFFERS = 900
const NEWLINE = 0x0a

/**
 * Writes one run's log, transcript and journal. Everything is written at the place where the last complete write ended,
 * so what a failed or torn write left behind is written over.
 */
export class LogWriter implements RunLogWriter {
  readonly #paths: RunLogPaths
  readonly #feed: LogFeed
  readonly #files: { log: number; transcript: number; journal: number }
  readonly #slot = Buffer.alloc(ENTRY_BYTES)
  readonly #onClosed: () => void
  #endsAtLine: boolean
  #entry: JournalEntry
  #queue: Pending[] = []
  #working: Promise<void> | null = null
  #closed = false

  /** Cuts the files back to the last complete write. Throws `disk-full` or `file-refused`. */
  constructor(options: { paths: RunLogPaths; feed: LogFeed; onClosed: () => void }) {
    this.#paths = options.paths
    this.#feed = options.feed
    this.#onClosed = options.onClosed
    const opened: number[] = []
    try {
      mkdirSync(options.paths.folder, { recursive: true, mode: 0o700 })
      this.#entry = lastComplete(options.paths)
      const open = (path: string) => {
        // Makes the file when it is missing, but never appends by itself: writes say where they go.
        closeSync(openSync(path, 'a', 0o600))
        const file = openSync(path, 'r+')
        opened.push(file)
        return file
      }
      this.#files = {
        log: open(options.paths.log),
        transcript: open(options.paths.transcript),
        journal: open(options.paths.journal),
      }
      ftruncateSync(this.#files.log, this.#entry.logBytes)
      this.#endsAtLine = endsWithNewline(this.#files.log, this.#entry.logBytes)
      ftruncateSync(this.#files.transcript, this.#entry.transcriptBytes)
    } catch (error) {
      for (const file of opened) closeSync(file)
      throw diskError(error, options.paths.log)
    }
    this.#feed.set({
      state: 'open',
      logBytes: this.#entry.logBytes,
      transcriptBytes: this.#entry.transcriptBytes,
    })
  }

  get received(): { stdout: number; stderr: number } {
    return { stdout: this.#entry.stdout, stderr: this.#entry.stderr }
  }

  get endsAtLine(): boolean {
    return this.#endsAtLine
  }

  get size(): number {
    return this.#entry.logBytes
  }

  append(part: Part): Promise<void> {
    if (this.#closed) {
      return Promise.reject(
        new OvenError('log-closed', `${this.#paths.log} is closed; nothing can be added.`),
      )
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ part, resolve, reject })
      this.#working ??= this.#work()
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#working
    for (const file of Object.values(this.#files)) closeSync(file)
    this.#feed.set({ state: 'closed' })
    this.#onClosed()
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch()
      try {
        await this.#writeBatch(batch.map(({ part }) => part))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        const failure = diskError(error, this.#paths.log)
        // Whatever waits behind would leave a gap.
        for (const { reject } of [...batch, ...this.#queue.splice(0)]) reject(failure)
      }
    }
    this.#working = null
  }

  #takeBatch(): Pending[] {
    let bytes = 0
    let buffers = 0
    let count = 0
    for (const { part } of this.#queue) {
      if (count > 0 && (bytes >= BATCH_BYTES || buffers >= BATCH_BUFFERS)) break
      for (const each of part.text) bytes += each.length
      buffers += part.text.length
      count++
    }
    return this.#queue.splice(0, count)
  }

  async #writeBatch(parts: Part[]): Promise<void> {
    const text = parts.flatMap((part) => part.text).filter((buffer) => buffer.length > 0)
    let { nextSeq } = this.#entry
    const lines = parts.flatMap((part) => part.transcript).map((entry) => transcriptLine(nextSeq++, entry))
    const transcript = lines.length > 0 ? [Buffer.from(lines.join(''))] : []
    // Both end before a failure is told, so that no write is under way when the place is used again.
    const writes = await Promise.allSettled([
      writeAll(this.#files.log, text, this.#entry.logBytes),
      writeAll(this.#files.transcript, transcript, this.#entry.transcriptBytes),
    ])
    const failed = writes.find((each) => each.status === 'rejected')
    if (failed) throw failed.reason
    const [logBytes, transcriptBytes] = writes.map((each) => (each as PromiseFulfilledResult<number>).value)
    const entry: JournalEntry = {
      generation: this.#entry.generation + 1,
      logBytes: this.#entry.logBytes + logBytes!,
      transcriptBytes: this.#entry.transcriptBytes + transcriptBytes!,
      nextSeq,
      ...parts.at(-1)!.received,
    }
    await writeAt(
      this.#files.journal,
      encodeEntry(entry, this.#slot),
      0,
      ENTRY_BYTES,
      slotOffset(entry.generation),
    )
    this.#entry = entry
    const last = text.at(-1)
    if (last) this.#endsAtLine = last.at(-1) === NEWLINE
    this.#feed.set({ logBytes: entry.logBytes, transcriptBytes: entry.transcriptBytes })
  }
}

/**
 * The last complete write. Only a power cut leaves a log without one: it is then kept as `<log>.torn` and written anew
 * from the container's first byte, because nothing says how far the container had been read.
 */
function lastComplete(paths: RunLogPaths): JournalEntry {
  const logBytes = statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0
  const transcriptBytes = statSync(paths.transcript, { throwIfNoEntry: false })?.size ?? 0
  const entry = readJournal(paths.journal, { logBytes, transcriptBytes })
  if (!entry && logBytes > 0) renameSync(paths.log, `${paths.log}.torn`)
  return entry ?? noEntry
}

function endsWithNewline(file: number, bytes: number): boolean {
  if (bytes === 0) return true
  const last = Buffer.alloc(1)
  readSync(file, last, 0, 1, bytes - 1)
  return last[0] === NEWLINE
}

/** Writes all of the buffers at `position`; answers how many bytes that were. */
async function writeAll(file: number, buffers: Buffer[], position: number): Promise<number> {
  let written = 0
  let left = buffers
  while (left.length > 0) {
    const { bytesWritten } = await writevAt(file, left.slice(0, BATCH_BUFFERS), position + written)
    written += bytesWritten
    left = after(left, bytesWritten)
  }
  return written
}

function after(buffers: Buffer[], bytes: number): Buffer[] {
  let skip = bytes
  let index = 0
  while (index < buffers.length && skip >= buffers[index]!.length) skip -= buffers[index++]!.length
  const rest = buffers.slice(index)
  if (skip > 0) rest[0] = rest[0]!.subarray(skip)
  return rest
}

/** The sequence number stands first, so that a reader can skip lines without parsing them. */
function transcriptLine(seq: number, entry: Part['transcript'][number]): string {
  return `${JSON.stringify({ seq, ...entry })}\n`
}
