import { statSync } from 'node:fs'
import type { LogFeed } from './log-feed.ts'
import { readJournal } from './log-journal.ts'
import type { RunLogPaths } from './run-log-paths.ts'

/** While a log has no writer, how often to ask whether its run has ended without one, in ms. */
const RECHECK_MS = 1000

/**
 * What a reader knows of a log's end: how far it may read, whether more can come, and how to wait for it. Bytes that are
 * not in the journal yet are never shown, since a restart may cut them away and write them again.
 */
export class LogTail {
  readonly #paths: RunLogPaths
  readonly #feed: LogFeed | null
  readonly #isFinished: () => boolean

  constructor(options: { paths: RunLogPaths; feed: LogFeed | null; isFinished: () => boolean }) {
    this.#paths = options.paths
    this.#feed = options.feed
    this.#isFinished = options.isFinished
  }

  /** `ended` is looked at first: a log that has ended does not grow afterwards. */
  look(): { ended: boolean; logBytes: number; transcriptBytes: number } {
    const feed = this.#feed
    if (feed && feed.state !== 'waiting') {
      return {
        ended: feed.state === 'closed',
        logBytes: feed.logBytes,
        transcriptBytes: feed.transcriptBytes,
      }
    }
    const ended = this.#isFinished()
    return { ended, ...readCompleteSizes(this.#paths) }
  }

  async wait(signal: AbortSignal | undefined): Promise<void> {
    const feed = this.#feed!
    await feed.changed(signal, feed.state === 'waiting' ? RECHECK_MS : null)
  }
}

/** A log's sizes without its writer: as the journal has them; without a journal, as the files are. */
export function readCompleteSizes(paths: RunLogPaths): { logBytes: number; transcriptBytes: number } {
  const present = { logBytes: sizeOf(paths.log), transcriptBytes: sizeOf(paths.transcript) }
  return readJournal(paths.journal, present) ?? present
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
