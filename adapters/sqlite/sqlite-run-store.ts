import type { DatabaseSync } from 'node:sqlite'
import type { Run, RunFilter, RunSummary, Stage } from '../../contract/index.ts'
import { notFound, OvenError } from '../../core/errors.ts'
import type { NewRun, RunChanges, RunInternals, RunStore } from '../../core/ports/run-store.ts'
import { readChain } from './run-chain.ts'
import { readInternals, writeInternals } from './run-internals.ts'
import { RunLists } from './run-lists.ts'
import { placeOf, placesOf } from './run-order.ts'
import { type Columns, type Row, readRun, readSummary, summaryColumns, writeChanges } from './run-row.ts'
import { searchWords } from './run-search.ts'
import { countDone, insertStageSql, readStage, writeStage } from './stage-row.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

const FAILED_OUTCOMES = ['failed', 'timed-out', 'blocked', 'lost']

/** A run that began today may have been queued days before: a plan's weekly limit is what lets it wait longest. */
const LONGEST_QUEUE_PLACES = placesOf(8 * 86_400_000)

/**
 * The history of runs in the oven's database. A run's place in the history is fixed when it is made: newest first means
 * by the instant of queueing, then by the order of making. `stagesDone` counts stages that will not go on.
 */
export class SqliteRunStore implements RunStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements
  readonly #lists: RunLists

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
    this.#lists = new RunLists(this.#statements)
  }

  create(run: NewRun): Run {
    return inTransaction(this.#database, () => {
      const { last_number } = this.#statements
        .get(
          `INSERT INTO job_run_numbers (job_id, last_number) VALUES (?, 1)
           ON CONFLICT (job_id) DO UPDATE SET last_number = last_number + 1 RETURNING last_number`,
        )
        .get(run.jobId) as { last_number: number }
      const seq = this.#freePlace(placeOf(run.queuedAt))
      this.#insert('runs', {
        seq,
        id: run.id,
        job_id: run.jobId,
        job_name: run.jobName,
        job_type: run.jobType,
        number: last_number,
        trigger: run.trigger,
        rehearsal: run.rehearsal ? 1 : 0,
        attempt: run.attempt,
        retry_of: run.retryOf ?? null,
        ...(run.chainedFrom && { chained_from: run.chainedFrom }),
        not_before_at: run.notBeforeAt ?? null,
        state: 'queued',
        due_at: run.dueAt,
        queued_at: run.queuedAt,
        image: JSON.stringify({ reference: run.image, id: null, digest: null }),
        source: run.source === null ? null : JSON.stringify({ ...run.source, commit: null }),
      })
      const created = this.find(run.id)!
      this.#writeSearch(seq, created)
      return created
    })
  }

  update(runId: string, changes: RunChanges): Run {
    return inTransaction(this.#database, () => {
      const before = this.#statements.get('SELECT seq, queued_at FROM runs WHERE id = ?').get(runId)
      if (!before) throw notFound(`There is no run "${runId}".`)
      if (changes.queuedAt !== undefined && changes.queuedAt !== before.queued_at) {
        throw new OvenError('run-order-fixed', 'The moment a run was queued at cannot be changed afterwards.')
      }
      const seq = before.seq as number
      const columns = writeChanges(changes)
      if (changes.stages) {
        this.#replaceStages(seq, changes.stages)
        columns.stages_done = countDone(changes.stages)
        columns.stages_total = changes.stages.length
      }
      this.#set(seq, columns)
      const run = this.find(runId)!
      if (['job_name', 'error', 'branches', 'commits'].some((column) => column in columns)) {
        this.#writeSearch(seq, run)
      }
      return run
    })
  }

  find(runId: string): Run | null {
    return this.#readRun(this.#statements.get('SELECT * FROM runs WHERE id = ?').get(runId))
  }

  findByNumber(jobId: string, number: number): Run | null {
    return this.#readRun(
      this.#statements.get('SELECT * FROM runs WHERE job_id = ? AND number = ?').get(jobId, number),
    )
  }

  findByPrefix(prefix: string): string[] {
    return this.#statements
      .get('SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2')
      .all(prefix, `${prefix}\u{10ffff}`)
      .map((row) => row.id as string)
  }

  list(
    filter: RunFilter,
    page: { limit: number; cursor?: string; skip?: number },
  ): { runs: RunSummary[]; next: string | null } {
    return this.#lists.list(filter, page)
  }

  count(filter: RunFilter, cursor?: string): { count: number; newer: number; cursor: string } {
    return this.#lists.count(filter, cursor)
  }

  unfinished(): Run[] {
    return this.#statements
      .get(`SELECT * FROM runs INDEXED BY runs_unfinished WHERE state <> 'finished' ORDER BY seq`)
      .all()
      .map((row) => this.#readRun(row)!)
  }

  latestOf(jobIds: readonly string[]): Map<string, RunSummary> {
    const rows = this.#statements
      .get(
        `SELECT ${summaryColumns} FROM runs WHERE seq IN (
           SELECT (SELECT max(newest.seq) FROM runs AS newest WHERE newest.job_id = wanted.value)
           FROM json_each(?) AS wanted)`,
      )
      .all(JSON.stringify(jobIds))
    return new Map(rows.map((row) => [row.job_id as string, readSummary(row)]))
  }

  activeCounts(): Map<string, number> {
    const rows = this.#statements
      .get(`SELECT job_id, count(*) AS runs FROM runs INDEXED BY runs_unfinished
         WHERE state <> 'finished' AND not_before_at IS NULL GROUP BY job_id`)
      .all()
    return new Map(rows.map((row) => [row.job_id as string, row.runs as number]))
  }

  countsSince(instant: string): { runs: number; failed: number } {
    const from = placeOf(instant)
    const count = (sql: string, ...values: (string | number)[]) =>
      (this.#statements.get(sql).get(...values) as { runs: number }).runs
    return {
      runs: count('SELECT count(*) AS runs FROM runs WHERE seq >= ?', from),
      failed: FAILED_OUTCOMES.map((outcome) =>
        count('SELECT count(*) AS runs FROM runs WHERE outcome = ? AND seq >= ?', outcome, from),
      ).reduce((sum, each) => sum + each, 0),
    }
  }

  findRetryOf(runId: string): Run | null {
    return this.#readRun(
      this.#statements.get('SELECT * FROM runs WHERE retry_of = ? ORDER BY seq DESC LIMIT 1').get(runId),
    )
  }

  spentSince(instant: string, jobId?: string): { usd: number; tokens: number } {
    const ofJob = jobId === undefined ? '' : ' AND job_id = ?'
    const row = this.#statements
      .get(
        `SELECT total(cost_usd) AS usd, total(tokens_input) + total(tokens_output) + total(tokens_cache_read) +
           total(tokens_cache_creation) AS tokens
         FROM runs WHERE seq >= ? AND started_at >= ? AND rehearsal = 0${ofJob}`,
      )
      .get(
        placeOf(instant) - LONGEST_QUEUE_PLACES,
        new Date(instant).toISOString(),
        ...(jobId === undefined ? [] : [jobId]),
      )
    return { usd: row!.usd as number, tokens: row!.tokens as number }
  }

  readInternals(runId: string): RunInternals {
    return readInternals(this.#statements, runId)
  }

  writeInternals(runId: string, internals: Partial<RunInternals>): void {
    writeInternals(this.#statements, runId, internals)
  }

  /** The first free place at or after `place`: runs queued in one millisecond keep the order they were made in. */
  #freePlace(place: number): number {
    for (let from = place; ; from += 2048) {
      const row = this.#statements
        .get('SELECT max(seq) AS taken FROM runs WHERE seq >= ? AND seq < ?')
        .get(from, from + 2048) as { taken: number | null }
      if (row.taken === null) return from
      if (row.taken < from + 2047) return row.taken + 1
    }
  }

  #insert(table: string, columns: Columns): void {
    const names = Object.keys(columns)
    this.#statements
      .get(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(columns))
  }

  #set(seq: number, columns: Columns): void {
    const names = Object.keys(columns)
    if (names.length === 0) return
    this.#statements
      .get(`UPDATE runs SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`)
      .run(...Object.values(columns), seq)
  }

  #replaceStages(seq: number, stages: readonly Stage[]): void {
    this.#statements.get('DELETE FROM run_stages WHERE run_seq = ?').run(seq)
    const insert = this.#statements.get(insertStageSql)
    stages.forEach((stage, position) => {
      insert.run(...writeStage(seq, position, stage))
    })
  }

  #writeSearch(seq: number, run: Run): void {
    this.#statements
      .get('INSERT OR REPLACE INTO run_search (rowid, words) VALUES (?, ?)')
      .run(seq, searchWords(run))
  }

  #readRun(row: Row | undefined): Run | null {
    if (!row) return null
    const stages = this.#statements
      .get('SELECT * FROM run_stages WHERE run_seq = ? ORDER BY position')
      .all(row.seq as number)
    return readRun(row, stages.map(readStage), readChain(this.#statements, row))
  }
}
