import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Slot, SlotCause, SlotState } from '../../contract/index.ts'
import { OvenError } from '../../core/errors.ts'
import type { ScheduleCursor, SlotClaim, SlotFilter, SlotStore } from '../../core/ports/slot-store.ts'
import { tallyQuery } from './slot-tally-query.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

type Row = Record<string, unknown>

/** SQLite's own default (https://sqlite.org/pragma.html#pragma_wal_autocheckpoint). */
const CHECKPOINT_PAGES = 1000

/**
 * The slot ledger in the oven's database. A due moment is the same however it is written: `…:00Z` and `…:00.000Z` are
 * one slot, and lists answer the second form. Lists are newest first; `since` is included, `until` is not.
 */
export class SqliteSlotStore implements SlotStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  claim<Due extends SlotClaim>(slots: readonly Due[], at: string): Due[] {
    if (slots.length === 0) return []
    // A slot that was written off later than now was so by a clock that stood ahead: its moment is only coming.
    const insert = this.#statements.get(
      `INSERT INTO slots (job_id, due_at, state, cause, claimed_at) VALUES (?, ?, 'claimed', ?, ?)
       ON CONFLICT (due_at, job_id) DO UPDATE
         SET state = 'claimed', cause = excluded.cause, claimed_at = excluded.claimed_at, settled_at = NULL
         WHERE slots.state = 'missed' AND slots.claimed_at IS NULL AND slots.settled_at > excluded.claimed_at`,
    )
    return this.#beforeCheckpoint(() =>
      inTransaction(this.#database, () =>
        slots.filter((slot) => insert.run(slot.jobId, utc(slot.dueAt), slot.cause ?? null, at).changes === 1),
      ),
    )
  }

  /**
   * Whoever is due waits for the claim: moving the write-ahead log into the database, which takes 10 ms and more when it
   * comes to that, is left to the next write.
   */
  #beforeCheckpoint<T>(work: () => T): T {
    this.#database.exec('PRAGMA wal_autocheckpoint = 0')
    try {
      return work()
    } finally {
      this.#database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    }
  }

  assignRun(jobId: string, dueAt: string, runId: string): void {
    this.#statements
      .get('UPDATE slots SET run_id = ? WHERE job_id = ? AND due_at = ?')
      .run(runId, jobId, utc(dueAt))
  }

  settle(jobId: string, dueAt: string, state: SlotState, cause: SlotCause | null, at: string): void {
    this.#statements
      .get(
        `INSERT INTO slots (job_id, due_at, state, cause, settled_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (job_id, due_at)
         DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at,
           cause = CASE excluded.state WHEN 'late' THEN coalesce(slots.cause, excluded.cause) ELSE excluded.cause END`,
      )
      .run(jobId, utc(dueAt), state, cause, state === 'claimed' ? null : at)
  }

  record(
    slots: readonly { jobId: string; dueAt: string; state: SlotState; cause: SlotCause | null }[],
    at: string,
  ): void {
    if (slots.length === 0) return
    const insert = this.#statements.get(
      'INSERT OR IGNORE INTO slots (job_id, due_at, state, cause, settled_at) VALUES (?, ?, ?, ?, ?)',
    )
    inTransaction(this.#database, () => {
      for (const slot of slots) insert.run(slot.jobId, utc(slot.dueAt), slot.state, slot.cause, at)
    })
  }

  list(filter: SlotFilter & { since?: string; until?: string; limit: number; cursor?: string }): Slot[] {
    const conditions: Condition[] = []
    if (filter.cursor !== undefined) {
      const [dueAt = '', jobId = ''] = filter.cursor.split(' ')
      conditions.push({
        sql: 'due_at <= ? AND (due_at, job_id) < (?, ?)',
        values: [utc(dueAt), utc(dueAt), jobId],
      })
    }
    if (filter.cause?.length) {
      const marks = filter.cause.map(() => '?').join(', ')
      conditions.push({ sql: `cause IN (${marks})`, values: [...filter.cause] })
    }
    if (filter.since !== undefined) conditions.push({ sql: 'due_at >= ?', values: [utc(filter.since)] })
    if (filter.until !== undefined) conditions.push({ sql: 'due_at < ?', values: [utc(filter.until)] })
    const walks = walksFor(filter).map((own) => [...own, ...conditions])
    const selects = walks.map(
      (each) =>
        `SELECT * FROM (SELECT * FROM slots ${whereOf(each)} ORDER BY due_at DESC, job_id DESC LIMIT ?)`,
    )
    return this.#statements
      .get(`${selects.join(' UNION ALL ')} ORDER BY due_at DESC, job_id DESC LIMIT ?`)
      .all(...walks.flatMap((each) => [...each.flatMap(({ values }) => values), filter.limit]), filter.limit)
      .map(readSlot)
  }

  tally(
    stretches: readonly { from: string; until: string }[],
    filter: SlotFilter & { each: number },
  ): { counts: Partial<Record<SlotState, number>>; slots: Slot[] }[] {
    const bounds = JSON.stringify(stretches.map(({ from, until }) => [utc(from), utc(until)]))
    const tally: { counts: Partial<Record<SlotState, number>>; slots: Slot[] }[] = stretches.map(() => ({
      counts: {},
      slots: [],
    }))
    const { counting, reading } = tallyQuery(filter)
    const totals = stretches.map(() => 0)
    for (const row of this.#statements.get(counting.sql).all(bounds, ...counting.values)) {
      const stretch = row.stretch as number
      const { counts } = tally[stretch]!
      const state = row.state as SlotState
      counts[state] = (counts[state] ?? 0) + (row.slots as number)
      totals[stretch]! += row.slots as number
    }
    const sparse = stretches.flatMap(({ from, until }, index) =>
      totals[index]! > 0 && totals[index]! <= filter.each ? [[utc(from), utc(until), index]] : [],
    )
    for (const row of this.#statements.get(reading.sql).all(JSON.stringify(sparse), ...reading.values)) {
      tally[row.stretch as number]!.slots.push(readSlot(row))
    }
    return tally
  }

  orphans(): Slot[] {
    return this.#statements
      .get(`SELECT * FROM slots WHERE state = 'claimed' AND run_id IS NULL ORDER BY due_at, job_id`)
      .all()
      .map(readSlot)
  }

  readCursors(): Map<string, ScheduleCursor> {
    return new Map(
      this.#statements
        .get('SELECT * FROM schedule_cursors')
        .all()
        .map((row: Row) => [
          row.job_id as string,
          {
            jobId: row.job_id as string,
            fingerprint: row.fingerprint as string,
            lookedUntil: row.looked_until as string,
            nextDueAt: row.next_due_at as string | null,
          },
        ]),
    )
  }

  writeCursors(cursors: readonly ScheduleCursor[]): void {
    if (cursors.length === 0) return
    const write = this.#statements.get(
      `INSERT INTO schedule_cursors (job_id, fingerprint, looked_until, next_due_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (job_id) DO UPDATE SET fingerprint = excluded.fingerprint, looked_until = excluded.looked_until,
         next_due_at = excluded.next_due_at`,
    )
    inTransaction(this.#database, () => {
      for (const cursor of cursors) {
        write.run(cursor.jobId, cursor.fingerprint, cursor.lookedUntil, cursor.nextDueAt)
      }
    })
  }

  removeCursor(jobId: string): void {
    this.#statements.get('DELETE FROM schedule_cursors WHERE job_id = ?').run(jobId)
  }
}

interface Condition {
  sql: string
  values: SQLInputValue[]
}

/** The walks over one index each that together list a filter's slots. By job, claimed slots are apart (0002-slots.ts). */
function walksFor(filter: { jobId?: string; state?: SlotState[] }): Condition[][] {
  const states = [...new Set(filter.state ?? [])]
  const byState = (state: SlotState): Condition => ({ sql: 'state = ?', values: [state] })
  if (filter.jobId === undefined) return states.length > 0 ? states.map((state) => [byState(state)]) : [[]]
  const ofJob: Condition = { sql: 'job_id = ?', values: [filter.jobId] }
  const settled: Condition = { sql: `state <> 'claimed'`, values: [] }
  if (states.length === 0)
    return [
      [ofJob, settled],
      [ofJob, byState('claimed')],
    ]
  return states.map((state) =>
    state === 'claimed' ? [ofJob, byState(state)] : [ofJob, settled, byState(state)],
  )
}

function whereOf(conditions: Condition[]): string {
  return conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : ''
}

function readSlot(row: Row): Slot {
  return {
    jobId: row.job_id as string,
    dueAt: row.due_at as string,
    state: row.state as SlotState,
    cause: row.cause as SlotCause | null,
    runId: row.run_id as string | null,
    settledAt: row.settled_at as string | null,
  }
}

let lastInstant = ''
let lastUtc = ''

/** Thousands of jobs share a second, so the last answer is remembered. */
function utc(instant: string): string {
  if (instant !== lastInstant) {
    lastUtc = parseUtc(instant)
    lastInstant = instant
  }
  return lastUtc
}

function parseUtc(instant: string): string {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) {
    throw new OvenError('instant-invalid', `"${instant}" is not a date and time.`, {
      kind: 'INPUT_INVALID',
      hint: 'Write it as in 2026-12-01T02:00:00Z.',
    })
  }
  return new Date(ms).toISOString()
}
