import type { RunFilter, RunSummary } from '../../contract/index.ts'
import { runListQuery, runSearchQuery } from './run-list-query.ts'
import { readCursor, writeCursor } from './run-order.ts'
import { placesQuery } from './run-places-query.ts'
import { type Row, readSearched, readSummary } from './run-row.ts'
import { ftsOf, ftsQuery, hasWords, searchWords, shortened, wordsOf } from './run-search.ts'
import type { Statements } from './statements.ts'

/** Runs that are looked through one by one for a searched word, newest first. */
const SEARCH_CANDIDATES = 150

/** The history in pages, newest first, filtered and searched, entered at a cursor or so many runs in. */
export class RunLists {
  readonly #statements: Statements

  constructor(statements: Statements) {
    this.#statements = statements
  }

  list(
    filter: RunFilter,
    page: { limit: number; cursor?: string; skip?: number },
  ): { runs: RunSummary[]; next: string | null } {
    let before = page.cursor === undefined ? null : readCursor(page.cursor)
    if (page.skip !== undefined && page.skip > 0) {
      const place = this.#placeAt(filter, page.skip, before)
      if (place === null) return { runs: [], next: null }
      before = place + 1
    }
    const rows = this.#listRows(filter, page.limit + 1, before)
    const shown = rows.slice(0, page.limit)
    const last = shown.at(-1)
    return {
      runs: shown.map(readSummary),
      next: rows.length > page.limit && last ? writeCursor(last.seq as number) : null,
    }
  }

  count(filter: RunFilter, cursor?: string): { count: number; newer: number; cursor: string } {
    const newest = this.#statements.get('SELECT max(seq) AS place FROM runs').get() as {
      place: number | null
    }
    const from = cursor === undefined ? (newest.place ?? 0) + 1 : readCursor(cursor)
    const before = this.#countBetween(filter, { before: from })
    const newer =
      newest.place === null || newest.place < from ? 0 : this.#countBetween(filter, { since: from })
    return { count: before, newer, cursor: cursor ?? writeCursor(from) }
  }

  #countBetween(filter: RunFilter, range: { before?: number; since?: number }): number {
    const query = placesQuery(filter, range, ftsOf(filter))
    if (query === null) return 0
    const row = this.#statements.get(`SELECT count(*) AS runs FROM (${query.sql})`).get(...query.values)
    return row!.runs as number
  }

  /** The place of the run that `skip` others of the list come before. */
  #placeAt(filter: RunFilter, skip: number, before: number | null): number | null {
    const query = placesQuery(filter, before === null ? {} : { before }, ftsOf(filter))
    if (query === null) return null
    const row = this.#statements
      .get(`${query.sql} ORDER BY ${query.place} DESC LIMIT 1 OFFSET ?`)
      .get(...query.values, skip)
    return row === undefined ? null : (row.place as number)
  }

  #listRows(filter: RunFilter, limit: number, before: number | null): Row[] {
    if (filter.text === undefined || filter.text.trim() === '') {
      const query = runListQuery(filter, limit, before)
      return this.#statements.get(query.sql).all(...query.values)
    }
    const words = wordsOf(filter.text)
    if (words.length === 0) return []
    const near = this.#searchNear(words, filter, limit, before)
    if (near) return near
    const query = runSearchQuery(filter, limit, before, ftsQuery(words))
    return this.#statements.get(query.sql).all(...query.values)
  }

  /**
   * The search table merges all hits of a long word's beginning before it answers the first, which takes 200 ms for a
   * word that is in each of a million runs; the short beginnings it has an index for, it walks. So the newest runs with
   * the short beginnings are looked through first. `null` when those did not suffice: then the word is a rare one.
   */
  #searchNear(words: string[], filter: RunFilter, limit: number, before: number | null): Row[] | null {
    if (words.every((word) => shortened(word) === word)) return null
    const query = runSearchQuery(filter, SEARCH_CANDIDATES, before, ftsQuery(words.map(shortened)))
    const found: Row[] = []
    let candidates = 0
    for (const row of this.#statements.get(query.sql).iterate(...query.values)) {
      candidates++
      if (hasWords(searchWords(readSearched(row)), words)) found.push(row)
      if (found.length === limit) return found
    }
    return candidates < SEARCH_CANDIDATES ? found : null
  }
}
