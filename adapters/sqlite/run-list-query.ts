import type { SQLInputValue } from 'node:sqlite'
import type { RunFilter } from '../../contract/index.ts'
import { placeOf } from './run-order.ts'
import { searchedColumns, summaryColumns } from './run-row.ts'

export interface Condition {
  sql: string
  values: SQLInputValue[]
}

/**
 * The statement for one page of runs, newest first: those before the place `before`, at most `limit`.
 * Each form walks one index backwards and stops after `limit` hits. A filter of several values is one such walk per
 * value, put together, because SQLite would sort all hits of `IN (…)` first.
 */
export function runListQuery(filter: RunFilter, limit: number, before: number | null): Condition {
  const [leading, ...others] = choicesOf(filter)
  const rest = [...rangeOf(filter, before, 'seq'), ...others.map(oneOf)]
  if (!leading) return walk(rest, limit)
  const walks = leading.values.map((value) => {
    // Left to itself, SQLite would walk all runs, since they lie in the right order already.
    const index = leading.column === 'state' && value !== 'finished' ? 'INDEXED BY runs_unfinished' : ''
    return walk([oneOf({ ...leading, values: [value] }), ...rest], limit, index)
  })
  if (walks.length === 1) return walks[0]!
  return {
    sql: `SELECT * FROM (${walks.map((each) => `SELECT * FROM (${each.sql})`).join(' UNION ALL ')})
      ORDER BY seq DESC LIMIT ?`,
    values: [...walks.flatMap((each) => each.values), limit],
  }
}

/** The same for runs that match a query of the search table; that one is walked. Answers the searched columns, too. */
export function runSearchQuery(
  filter: RunFilter,
  limit: number,
  before: number | null,
  words: string,
): Condition {
  const conditions = [...rangeOf(filter, before, 'run_search.rowid'), ...choicesOf(filter).map(oneOf)]
  return {
    sql: `SELECT ${summaryColumns}, ${searchedColumns}
      FROM run_search CROSS JOIN runs ON runs.seq = run_search.rowid
      WHERE ${['run_search MATCH ?', ...conditions.map(({ sql }) => sql)].join(' AND ')}
      ORDER BY run_search.rowid DESC LIMIT ?`,
    values: [words, ...conditions.flatMap(({ values }) => values), limit],
  }
}

export function rangeOf(filter: RunFilter, before: number | null, place: string): Condition[] {
  const conditions: Condition[] = []
  if (before !== null) conditions.push({ sql: `${place} < ?`, values: [before] })
  if (filter.since !== undefined) conditions.push({ sql: `${place} >= ?`, values: [placeOf(filter.since)] })
  if (filter.until !== undefined) conditions.push({ sql: `${place} < ?`, values: [placeOf(filter.until)] })
  if (filter.jobId !== undefined) conditions.push({ sql: 'job_id = ?', values: [filter.jobId] })
  return conditions
}

/** The filters that name values, the one with the most telling index first. */
export function choicesOf(filter: RunFilter): { column: string; values: string[] }[] {
  return (['outcome', 'verdict', 'state', 'trigger'] as const)
    .map((column) => ({ column, values: [...new Set<string>(filter[column] ?? [])] }))
    .filter((choice) => choice.values.length > 0)
}

function walk(conditions: Condition[], limit: number, index = ''): Condition {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
  return {
    sql: `SELECT ${summaryColumns} FROM runs ${index} ${where} ORDER BY seq DESC LIMIT ?`,
    values: [...conditions.flatMap(({ values }) => values), limit],
  }
}

export function oneOf({ column, values }: { column: string; values: string[] }): Condition {
  // The index of unfinished runs is only used where the statement says that it asks for no others.
  const unfinished = column === 'state' && !values.includes('finished') ? ` AND state <> 'finished'` : ''
  if (values.length === 1) return { sql: `${column} = ?${unfinished}`, values }
  return { sql: `${column} IN (${values.map(() => '?').join(', ')})${unfinished}`, values }
}
