import type { DatabaseSync } from 'node:sqlite'
import type { RunMark, RunPoint } from '../../contract/index.ts'
import type { RunSum, StatsStore } from '../../core/ports/stats-store.ts'
import { placesOf } from './run-order.ts'
import type { Row } from './run-row.ts'
import { Statements } from './statements.ts'

const QUARTER_MS = 900_000
const PLACES_OF_QUARTER = placesOf(QUARTER_MS)

const TOKENS = 'tokens_input + tokens_output + tokens_cache_read + tokens_cache_creation'
const MARK = 'id, number, state, outcome, verdict, rehearsal, seq, started_at, finished_at'

/**
 * Figures from the oven's database: finished runs from the sums that triggers keep (migrations/0007-run-sums.ts), active
 * ones, which are few, one by one.
 */
export class SqliteStatsStore implements StatsStore {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  sums(stretches: readonly { fromMs: number; untilMs: number }[], jobId?: string): RunSum[] {
    const quarters = stretches.map(({ fromMs, untilMs }) => [
      Math.floor(fromMs / QUARTER_MS),
      Math.floor(untilMs / QUARTER_MS),
    ])
    const finished = this.#statements
      .get(
        `SELECT stretch.key AS stretch, outcome, verdict, sum(runs) AS runs, sum(duration_ms) AS duration_ms,
           sum(cost_usd) AS cost_usd, sum(estimated) AS estimated, sum(tokens) AS tokens
         FROM json_each(?) AS stretch CROSS JOIN run_sums
         WHERE job_id = ? AND quarter >= stretch.value ->> 0 AND quarter < stretch.value ->> 1
         GROUP BY stretch.key, outcome, verdict HAVING sum(runs) > 0`,
      )
      .all(JSON.stringify(quarters), jobId ?? '')
    return [...finished.map(readSum), ...this.#active(quarters, jobId)]
  }

  newest(jobIds: readonly string[], limit: number): Map<string, RunMark[]> {
    const statement = this.#statements.get(
      `SELECT ${MARK} FROM runs INDEXED BY runs_by_job WHERE job_id = ? ORDER BY seq DESC LIMIT ?`,
    )
    const marks = new Map<string, RunMark[]>()
    for (const jobId of jobIds) {
      const rows = statement.all(jobId, limit)
      if (rows.length > 0) marks.set(jobId, rows.map(readMark).reverse())
    }
    return marks
  }

  points(jobId: string, limit: number): RunPoint[] {
    return this.#statements
      .get(
        `SELECT ${MARK}, trigger, cost_usd, cost_estimated, ${TOKENS} AS tokens FROM runs INDEXED BY runs_by_job
         WHERE job_id = ? AND state = 'finished' ORDER BY seq DESC LIMIT ?`,
      )
      .all(jobId, limit)
      .map(readPoint)
      .reverse()
  }

  #active(quarters: readonly (readonly number[])[], jobId: string | undefined): RunSum[] {
    const rows = this.#statements
      .get(
        `SELECT seq / ${PLACES_OF_QUARTER} AS quarter, rehearsal, cost_usd, cost_estimated, ${TOKENS} AS tokens
         FROM runs INDEXED BY runs_unfinished WHERE state <> 'finished'${jobId === undefined ? '' : ' AND job_id = ?'}`,
      )
      .all(...(jobId === undefined ? [] : [jobId]))
    return rows.flatMap((row) => {
      const quarter = row.quarter as number
      const stretch = quarters.findIndex(([from, until]) => quarter >= from! && quarter < until!)
      if (stretch === -1) return []
      const paid = row.rehearsal === 0
      return {
        stretch,
        outcome: null,
        verdict: null,
        runs: 1,
        durationMs: 0,
        costUsd: paid ? ((row.cost_usd as number | null) ?? 0) : 0,
        estimated: paid ? (row.cost_estimated as number) : 0,
        tokens: paid ? ((row.tokens as number | null) ?? 0) : 0,
      }
    })
  }
}

function readSum(row: Row): RunSum {
  return {
    stretch: row.stretch as number,
    outcome: row.outcome as RunSum['outcome'],
    verdict: row.verdict === '' ? null : (row.verdict as RunSum['verdict']),
    runs: row.runs as number,
    durationMs: row.duration_ms as number,
    costUsd: row.cost_usd as number,
    estimated: row.estimated as number,
    tokens: row.tokens as number,
  }
}

function readMark(row: Row): RunMark {
  const startedAt = row.started_at as string | null
  const finishedAt = row.finished_at as string | null
  return {
    id: row.id as string,
    number: row.number as number,
    state: row.state as RunMark['state'],
    outcome: row.outcome as RunMark['outcome'],
    verdict: row.verdict as RunMark['verdict'],
    rehearsal: row.rehearsal === 1,
    queuedAt: new Date(Math.floor((row.seq as number) / placesOf(1))).toISOString(),
    durationMs: startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null,
  }
}

function readPoint(row: Row): RunPoint {
  return {
    ...readMark(row),
    trigger: row.trigger as RunPoint['trigger'],
    costUsd: row.cost_usd as number | null,
    costEstimated: row.cost_estimated === 1,
    tokens: row.tokens as number | null,
  }
}
