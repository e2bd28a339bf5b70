import type { RunFilter } from '../../contract/index.ts'
import { type Condition, choicesOf, oneOf, rangeOf } from './run-list-query.ts'

/**
 * The statement for the places of all runs a filter lets through, to be counted or skipped over. It reads indexes only, so
 * that a hundred thousand runs are counted in a few milliseconds. `words` is the query of the search table, if one is
 * asked; `null` when nothing can be found. `place` names the column to order by.
 */
export function placesQuery(
  filter: RunFilter,
  range: { before?: number; since?: number },
  words: string | null | undefined,
): (Condition & { place: string }) | null {
  if (words === null) return null
  const place = words === undefined ? 'seq' : 'run_search.rowid'
  const choices = choicesOf(filter)
  const conditions = [...rangeOf(filter, range.before ?? null, place), ...choices.map(oneOf)]
  if (range.since !== undefined) conditions.push({ sql: `${place} >= ?`, values: [range.since] })
  const where = conditions.map(({ sql }) => sql)
  const values = conditions.flatMap((each) => each.values)
  if (words === undefined) {
    const all = where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''
    return {
      sql: `SELECT seq AS place FROM runs INDEXED BY ${indexFor(filter, choices.length)} ${all}`,
      values,
      place,
    }
  }
  const needsRun = filter.jobId !== undefined || choices.length > 0
  const source = needsRun ? 'run_search CROSS JOIN runs ON runs.seq = run_search.rowid' : 'run_search'
  return {
    sql: `SELECT run_search.rowid AS place FROM ${source} WHERE ${['run_search MATCH ?', ...where].join(' AND ')}`,
    values: [words, ...values],
    place,
  }
}

function indexFor(filter: RunFilter, choices: number): string {
  if (choices > 0) return 'runs_filters'
  return filter.jobId === undefined ? 'runs_places' : 'runs_by_job'
}
