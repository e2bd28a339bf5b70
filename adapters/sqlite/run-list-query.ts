import type { SQLInputValue } from 'node:sqlite'
import type { RunFilter } from '../../contract/index.ts'
import { placeOf } from './run-order.ts'
import { summaryColumns } from './run-row.ts'
import { searchQuery } from './run-search.ts'

interface Condition {
  sql: string
  values: SQLInputValue[]
}

/**
 * The statement for one page of runs, newest first: those before the place `before`, at most `limit`.
 * Each form walks one index backwards and stops after `limit` hits. A filter of several values is one such walk per
 * value, put together, because SQLite would sort all hits of `IN (…)` first. `null` when nothing can match.
 */
export function runListQuery(filter: RunFilter, limit: number, before: number | null): Condition | null {
  const conditions: Condition[] = []
  if (before !== null) conditions.push({ sql: 'runs.seq < ?', values: [before] })
  if (filter.since !== undefined) conditions.push({ sql: 'runs.seq >= ?', values: [placeOf(filter.since)] })
  if (filter.until !== undefined) conditions.push({ sql: 'runs.seq < ?', values: [placeOf(filter.until)] })
  if (filter.jobId !== undefined) conditions.push({ sql: 'runs.job_id = ?', values: [filter.jobId] })

  const choices = (['outcome', 'verdict', 'state', 'trigger'] as const)
    .map((column) => ({ column, values: [...new Set(filter[column] ?? [])] as string[] }))
    .filter((choice) => choice.values.length > 0)

  if (filter.text !== undefined && filter.text.trim() !== '') {
    const words = searchQuery(filter.text)
    return words === null ? null : searchWalk(words, [...conditions, ...choices.map(oneOf)], limit)
  }
  const [leading, ...others] = choices
  if (!leading) return walk(conditions, limit)
  const rest = [...conditions, ...others.map(oneOf)]
  const walks = leading.values.map((value) => walk([oneOf({ ...leading, values: [value] }), ...rest], limit))
  if (walks.length === 1) return walks[0]!
  return {
    sql: `SELECT * FROM (${walks.map((each) => `SELECT * FROM (${each.sql})`).join(' UNION ALL ')})
      ORDER BY seq DESC LIMIT ?`,
    values: [...walks.flatMap((each) => each.values), limit],
  }
}

function walk(conditions: Condition[], limit: number): Condition {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
  return {
    sql: `SELECT ${summaryColumns} FROM runs ${where} ORDER BY seq DESC LIMIT ?`,
    values: [...conditions.flatMap(({ values }) => values), limit],
  }
}

function searchWalk(words: string, conditions: Condition[], limit: number): Condition {
  // On the search table itself, so that it begins its own walk at the right place.
  const inSearch = conditions.map(({ sql, values }) => ({
    sql: sql.replaceAll('runs.seq', 'run_search.rowid'),
    values,
  }))
  return {
    sql: `SELECT ${summaryColumns} FROM run_search CROSS JOIN runs ON runs.seq = run_search.rowid
      WHERE ${['run_search MATCH ?', ...inSearch.map(({ sql }) => sql)].join(' AND ')}
      ORDER BY run_search.rowid DESC LIMIT ?`,
    values: [words, ...inSearch.flatMap(({ values }) => values), limit],
  }
}

/**
 * States are written out, not bound: only so does SQLite see that the index of unfinished runs serves. They come from
 * a closed list (contract/run.ts), which is looked at once more here.
 */
function oneOf({ column, values }: { column: string; values: string[] }): Condition {
  if (column === 'state') {
    const known = values.filter((value) => /^[a-z]+$/.test(value)).map((value) => `'${value}'`)
    return known.length === 1
      ? { sql: `runs.state = ${known[0]}`, values: [] }
      : { sql: `runs.state IN (${known.join(', ')})`, values: [] }
  }
  if (values.length === 1) return { sql: `runs.${column} = ?`, values }
  return { sql: `runs.${column} IN (${values.map(() => '?').join(', ')})`, values }
}
