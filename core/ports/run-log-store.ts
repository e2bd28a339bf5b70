import type { Artifact, ArtifactPiece, LogChunk, LogMatches, TranscriptEntry } from '../../contract/index.ts'

/**
 * The logs of runs: text for people, `logs/jobs/<job>/<time>-<run>.log`, and beside it the transcript, one JSON a line.
 * A journal beside both says after each write how far the container's streams had been read, so that a host
 * that was killed goes on exactly there. Implemented by `adapters/files`.
 */
export interface RunLogStore {
  /** Opens a run's log for writing; after a kill, cut back to the last write that was complete. */
  open(run: { runId: string; jobId: string; queuedAt: string }): RunLogWriter
  /** The log from byte `from` (negative: before the end). With `follow`, goes on until the log is closed. */
  read(
    run: { runId: string; jobId: string; queuedAt: string },
    options: { from: number; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<LogChunk>
  readTranscript(
    run: { runId: string; jobId: string; queuedAt: string },
    options: { after: number; stage?: string; follow: boolean; signal?: AbortSignal },
  ): AsyncGenerator<{ entries: TranscriptEntry[]; end: boolean }>
  sizeOf(run: { runId: string; jobId: string; queuedAt: string }): number
  /** Keeps a file of the run below `artifacts/<run>/`; answers its path there. */
  keepArtifact(runId: string, name: string, bytes: Buffer): Promise<string>
  /** What is kept there, by path. Links are not followed and not listed. */
  listArtifacts(runId: string): Promise<Artifact[]>
  /** One of them in pieces. Throws `not-found`, also for paths that lead out of the run's folder. */
  readArtifact(
    runId: string,
    path: string,
    options: { limitBytes?: number; signal?: AbortSignal },
  ): AsyncGenerator<ArtifactPiece>
  /** Looks through the log as far as it is written now. */
  search(
    run: { runId: string; jobId: string; queuedAt: string },
    search: LogSearch & { signal?: AbortSignal },
  ): AsyncGenerator<LogMatches>
}

/** What to look for: a text (capitals of A to Z count only with `matchCase`), or with `errors` lines that report a failure. */
export interface LogSearch {
  text: string
  errors: boolean
  matchCase: boolean
  /** From the end to the beginning. */
  backwards: boolean
  /** Places beyond so many are only counted, or with `stop` not looked for. */
  limit: number
  stop: boolean
}

export interface RunLogWriter {
  /** Bytes of each of the container's streams whose effect is in the log already. */
  readonly received: { stdout: number; stderr: number }
  /** Log length so far, bytes. */
  readonly size: number
  /** Whether the log ends with a whole line. True for an empty one. */
  readonly endsAtLine: boolean
  /**
   * Appends, then notes how far the streams were read. Resolves when it is handed to the operating system;
   * awaiting it is what holds a fast container back. Throws `disk-full`.
   */
  append(part: {
    text: Buffer[]
    transcript: Omit<TranscriptEntry, 'seq'>[]
    received: { stdout: number; stderr: number }
  }): Promise<void>
  /** Followers are told that no more will come. */
  close(): Promise<void>
}
