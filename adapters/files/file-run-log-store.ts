import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Artifact, ArtifactPiece, LogChunk, LogMatches, TranscriptEntry } from '../../contract/index.ts'
import { OvenError } from '../../core/errors.ts'
import type { LogSearch, RunLogStore, RunLogWriter } from '../../core/ports/run-log-store.ts'
import { listArtifacts, readArtifact } from './artifact-folder.ts'
import { diskError } from './disk-error.ts'
import { LogFeed } from './log-feed.ts'
import { searchLog } from './log-search.ts'
import { LogTail, readCompleteSizes } from './log-tail.ts'
import { readLogText } from './log-text-reader.ts'
import { LogWriter } from './log-writer.ts'
import { type LoggedRun, runLogPaths } from './run-log-paths.ts'
import { asPathPart, asSafePath } from './safe-name.ts'
import { readTranscriptEntries } from './transcript-reader.ts'

/** Logs closed by this process that are remembered as ended; by the time one is forgotten, its run has finished. */
const REMEMBERED_CLOSED = 1000

/**
 * The logs of runs as files. A reader with `follow` waits for a log that is not open, unless its run `isFinished`: it may
 * be yet to begin, or a host that left has closed it and the next one will open it again.
 */
export class FileRunLogStore implements RunLogStore {
  readonly #logsFolder: string
  readonly #artifactsFolder: string
  readonly #isFinished: (runId: string) => boolean
  readonly #feeds = new Map<string, LogFeed>()
  readonly #closed = new Set<string>()

  constructor(options: {
    logsFolder: string
    artifactsFolder: string
    /** Whether no more can come of a run that has no open log. */
    isFinished: (runId: string) => boolean
  }) {
    this.#logsFolder = options.logsFolder
    this.#artifactsFolder = options.artifactsFolder
    this.#isFinished = options.isFinished
  }

  open(run: LoggedRun): RunLogWriter {
    const paths = runLogPaths(this.#logsFolder, run)
    const known = this.#feeds.get(paths.log)
    if (known?.state === 'open') {
      throw new OvenError('log-open', `The log of run "${run.runId}" is being written already.`)
    }
    const feed = known ?? new LogFeed()
    const writer = new LogWriter({ paths, feed, onClosed: () => this.#rememberClosed(paths.log) })
    this.#feeds.set(paths.log, feed)
    this.#closed.delete(paths.log)
    return writer
  }

  async *read(
    run: LoggedRun,
    options: { from: number; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<LogChunk> {
    const { log } = runLogPaths(this.#logsFolder, run)
    yield* this.#withTail(run, options.follow, (tail) => readLogText(log, tail, options))
  }

  async *readTranscript(
    run: LoggedRun,
    options: { after: number; stage?: string; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<{ entries: TranscriptEntry[]; end: boolean }> {
    const { transcript } = runLogPaths(this.#logsFolder, run)
    yield* this.#withTail(run, options.follow, (tail) => readTranscriptEntries(transcript, tail, options))
  }

  sizeOf(run: LoggedRun): number {
    const paths = runLogPaths(this.#logsFolder, run)
    const feed = this.#feeds.get(paths.log)
    return feed?.state === 'open' ? feed.logBytes : readCompleteSizes(paths).logBytes
  }

  async keepArtifact(runId: string, name: string, bytes: Buffer): Promise<string> {
    const path = join(this.#artifactsFolder, asPathPart(runId), asSafePath(name))
    const draft = `${path}.${randomBytes(4).toString('hex')}.draft`
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(draft, bytes, { mode: 0o600 })
      await rename(draft, path)
      return path
    } catch (error) {
      await rm(draft, { force: true })
      throw diskError(error, path)
    }
  }

  listArtifacts(runId: string): Promise<Artifact[]> {
    return listArtifacts(join(this.#artifactsFolder, asPathPart(runId)))
  }

  async *readArtifact(
    runId: string,
    path: string,
    options: { limitBytes?: number; signal?: AbortSignal },
  ): AsyncGenerator<ArtifactPiece> {
    yield* readArtifact(join(this.#artifactsFolder, asPathPart(runId)), path, options)
  }

  async *search(run: LoggedRun, search: LogSearch & { signal?: AbortSignal }): AsyncGenerator<LogMatches> {
    yield* searchLog(runLogPaths(this.#logsFolder, run).log, this.sizeOf(run), search)
  }

  async *#withTail<T>(
    run: LoggedRun,
    follow: boolean,
    read: (tail: LogTail) => AsyncGenerator<T>,
  ): AsyncGenerator<T> {
    const paths = runLogPaths(this.#logsFolder, run)
    const isFinished = () => this.#closed.has(paths.log) || this.#isFinished(run.runId)
    const feed = this.#feeds.get(paths.log) ?? (follow && !isFinished() ? this.#await(paths.log) : null)
    if (feed) feed.readers++
    try {
      yield* read(new LogTail({ paths, feed, isFinished }))
    } finally {
      if (feed && --feed.readers === 0 && feed.state === 'waiting') this.#feeds.delete(paths.log)
    }
  }

  /** A feed for a log that its writer has yet to open. */
  #await(log: string): LogFeed {
    const feed = new LogFeed()
    this.#feeds.set(log, feed)
    return feed
  }

  #rememberClosed(log: string): void {
    this.#feeds.delete(log)
    this.#closed.add(log)
    const [oldest] = this.#closed
    if (this.#closed.size > REMEMBERED_CLOSED) this.#closed.delete(oldest!)
  }
}
