import type { DatabaseSync } from 'node:sqlite'
import type { Delivery, DeliveryOutcome } from '../../contract/index.ts'
import type { CallStore, NewDelivery } from '../../core/ports/call-store.ts'
import type { Row } from './run-row.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

const SELECT = `SELECT deliveries.*, (payload_bytes = 0 OR payloads.body IS NOT NULL) AS is_kept
  FROM deliveries LEFT JOIN payloads ON payloads.id = deliveries.payload_id`

/** Calls from outside. A page's cursor is the place of its last delivery. */
export class SqliteCallStore implements CallStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  atOnce<T>(work: () => T): T {
    return inTransaction(this.#database, work)
  }

  findKey(jobId: string, key: string): { bodySha256: string; runId: string } | null {
    const row = this.#statements
      .get('SELECT body_sha256, run_id FROM call_keys WHERE job_id = ? AND key = ?')
      .get(jobId, key)
    return row === undefined ? null : { bodySha256: row.body_sha256 as string, runId: row.run_id as string }
  }

  keepKey(jobId: string, key: string, made: { bodySha256: string; runId: string; at: string }): void {
    this.#statements
      .get('INSERT INTO call_keys (job_id, key, body_sha256, run_id, at) VALUES (?, ?, ?, ?, ?)')
      .run(jobId, key, made.bodySha256, made.runId, made.at)
  }

  forgetKeys(before: string, prefix: string, how: 'others' | 'only'): void {
    const matches = how === 'only' ? '=' : '<>'
    this.#statements
      .get(`DELETE FROM call_keys WHERE at < ? AND substr(key, 1, ?) ${matches} ?`)
      .run(before, prefix.length, prefix)
  }

  add(delivery: NewDelivery): void {
    this.#statements
      .get(
        `INSERT INTO deliveries (id, job_id, at, via, token_ending, from_address, call_key, outcome, status, error,
           run_id, payload_id, payload_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        delivery.id,
        delivery.jobId,
        delivery.at,
        delivery.via,
        delivery.tokenEnding,
        delivery.from,
        delivery.key,
        delivery.outcome,
        delivery.status,
        delivery.error === null ? null : JSON.stringify(delivery.error),
        delivery.runId,
        delivery.payloadId,
        delivery.payloadBytes,
      )
  }

  find(id: string): Delivery | null {
    const row = this.#statements.get(`${SELECT} WHERE deliveries.id = ?`).get(id)
    return row === undefined ? null : readDelivery(row)
  }

  payloadOf(deliveryId: string): number | null {
    const row = this.#statements.get('SELECT payload_id FROM deliveries WHERE id = ?').get(deliveryId)
    return (row?.payload_id ?? null) as number | null
  }

  list(
    { jobId, outcome }: { jobId?: string; outcome?: DeliveryOutcome[] },
    { limit, cursor }: { limit: number; cursor?: string },
  ): { deliveries: Delivery[]; next: string | null } {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number.parseInt(cursor, 36)
    const ofJob = jobId === undefined ? '' : ' AND deliveries.job_id = ?'
    const ofOutcome = outcome?.length ? ' AND outcome IN (SELECT value FROM json_each(?))' : ''
    const rows = this.#statements
      .get(`${SELECT} WHERE seq < ?${ofJob}${ofOutcome} ORDER BY seq DESC LIMIT ?`)
      .all(
        Number.isSafeInteger(before) ? before : 0,
        ...(jobId === undefined ? [] : [jobId]),
        ...(outcome?.length ? [JSON.stringify(outcome)] : []),
        limit + 1,
      )
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      deliveries: shown.map(readDelivery),
      next: rows.length > limit && last ? (last.seq as number).toString(36) : null,
    }
  }

  trim(jobId: string, keep: Record<DeliveryOutcome, number>): void {
    for (const [outcome, count] of Object.entries(keep)) {
      this.#statements
        .get(
          `DELETE FROM deliveries WHERE job_id = ? AND outcome = ? AND seq <= (
             SELECT seq FROM deliveries WHERE job_id = ? AND outcome = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
        )
        .run(jobId, outcome, jobId, outcome, count)
    }
  }
}

function readDelivery(row: Row): Delivery {
  const via = row.via as Delivery['via']
  return {
    id: row.id as string,
    jobId: row.job_id as string,
    at: row.at as string,
    via,
    tokenMasked: row.token_ending === null ? null : `****${row.token_ending as string}`,
    from: row.from_address as string | null,
    key: row.call_key as string | null,
    outcome: row.outcome as DeliveryOutcome,
    status: row.status as number,
    error: row.error === null ? null : JSON.parse(row.error as string),
    runId: row.run_id as string | null,
    payloadBytes: row.payload_bytes as number,
    canRedeliver: via !== 'unknown' && row.is_kept === 1,
  }
}
