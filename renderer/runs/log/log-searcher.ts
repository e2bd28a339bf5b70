import type { LogMatch, LogMatches } from '../../../contract/index.ts'

/** What is looked for in a log. */
export interface LogQuery {
  text: string
  matchCase: boolean
}

export interface SearchSnapshot {
  query: LogQuery
  /** Found places, the newest first, as far as they are listed. */
  matches: readonly LogMatch[]
  /** All that were found, also those that are not listed. */
  count: number
  searchedBytes: number
  totalBytes: number
  state: 'idle' | 'searching' | 'done' | 'failed'
  error: unknown
  /** Which of `matches` is being looked at; -1 for none. */
  current: number
}

export interface LogSearcherOptions {
  search: (query: LogQuery, signal: AbortSignal) => Promise<AsyncIterable<LogMatches>>
  /** The byte that the view ends with now: the search begins to show what it found there, upwards. */
  viewEnd: () => number
}

const nothing: SearchSnapshot = {
  query: { text: '', matchCase: false },
  matches: [],
  count: 0,
  searchedBytes: 0,
  totalBytes: 0,
  state: 'idle',
  error: null,
  current: -1,
}

/** One search of a run's log at a time, and the step from one found place to the next. */
export class LogSearcher {
  #options: LogSearcherOptions
  #snapshot = nothing
  #listeners = new Set<() => void>()
  #line: AbortController | null = null

  constructor(options: LogSearcherOptions) {
    this.#options = options
  }

  getSnapshot = (): SearchSnapshot => this.#snapshot

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Begins a search; an empty text ends the one before. */
  begin(query: LogQuery): void {
    this.#line?.abort()
    if (query.text === '') {
      this.#change({ ...nothing, query })
      return
    }
    const line = new AbortController()
    this.#line = line
    this.#change({ ...nothing, query, state: 'searching' })
    void this.#run(query, line.signal)
  }

  /** Goes to the next place below (1) or above (-1), around the ends. */
  step(direction: 1 | -1): void {
    const { matches, current } = this.#snapshot
    if (matches.length === 0) return
    // The newest come first, so the next one below is the one before in the list.
    const next = current === -1 ? 0 : (current - direction + matches.length) % matches.length
    this.#change({ current: next })
  }

  stop(): void {
    this.#line?.abort()
  }

  async #run(query: LogQuery, signal: AbortSignal): Promise<void> {
    const viewEnd = this.#options.viewEnd()
    try {
      for await (const news of await this.#options.search(query, signal)) {
        if (signal.aborted) return
        const { matches: known, current } = this.#snapshot
        const matches = news.matches.length > 0 ? [...known, ...news.matches] : known
        const { count, searchedBytes, totalBytes, end } = news
        this.#change({
          matches,
          count,
          searchedBytes,
          totalBytes,
          state: end ? 'done' : 'searching',
          current: current === -1 ? firstAbove(matches, viewEnd, end) : current,
        })
      }
    } catch (error) {
      if (!signal.aborted) this.#change({ state: 'failed', error })
    }
  }

  #change(part: Partial<SearchSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part }
    for (const listener of [...this.#listeners]) listener()
  }
}

/** The newest place that is not below the view; where all are below it, once that is known, the oldest of them. */
function firstAbove(matches: readonly LogMatch[], viewEnd: number, isAll: boolean): number {
  const found = matches.findIndex(({ offset }) => offset < viewEnd)
  return found === -1 && isAll ? matches.length - 1 : found
}

/** `3 of 1,204`, counted from the log's beginning; while the search goes on, how many there are so far. */
export function describeSearch(snapshot: SearchSnapshot): string {
  const { state, query, count, matches, current, searchedBytes, totalBytes } = snapshot
  if (query.text === '') return ''
  const number = (value: number) => value.toLocaleString('en-US')
  if (state === 'failed') return 'Could not be searched'
  if (state === 'searching') {
    const share = totalBytes === 0 ? 0 : Math.floor((100 * searchedBytes) / totalBytes)
    return `${number(count)} so far, ${share}% searched`
  }
  if (count === 0) return 'Not found'
  const place = `${number(count - current)} of ${number(count)}`
  return matches.length < count
    ? `${place}, the newest ${number(matches.length)} can be stepped through`
    : place
}
