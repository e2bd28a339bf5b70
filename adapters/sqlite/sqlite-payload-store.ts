import type { DatabaseSync } from 'node:sqlite'
import type { PayloadStore } from '../../core/ports/payload-store.ts'
import { Statements } from './statements.ts'

/** The data of calls, each once, however many runs and deliveries share it. */
export class SqlitePayloadStore implements PayloadStore {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  keep(body: Uint8Array, at: string): number {
    const { lastInsertRowid } = this.#statements
      .get('INSERT INTO payloads (body, bytes, kept_at) VALUES (?, ?, ?)')
      .run(body, body.length, at)
    return Number(lastInsertRowid)
  }

  assign(runId: string, payloadId: number): void {
    this.#statements.get('INSERT INTO run_payloads (run_id, payload_id) VALUES (?, ?)').run(runId, payloadId)
  }

  ofRun(runId: string): { id: number; body: Uint8Array | null } | null {
    const row = this.#statements
      .get(
        `WITH RECURSIVE line (id) AS (
           SELECT ? UNION SELECT runs.retry_of FROM runs JOIN line ON runs.id = line.id WHERE runs.retry_of IS NOT NULL)
         SELECT payloads.id, payloads.body FROM line
           JOIN run_payloads ON run_payloads.run_id = line.id
           JOIN payloads ON payloads.id = run_payloads.payload_id LIMIT 1`,
      )
      .get(runId)
    return row === undefined ? null : { id: row.id as number, body: row.body as Uint8Array | null }
  }

  trim({ before, keep }: { before: string; keep: number }): void {
    this.#statements
      .get(
        `WITH RECURSIVE line (id) AS (
           SELECT id FROM runs INDEXED BY runs_unfinished WHERE state <> 'finished'
           UNION SELECT runs.retry_of FROM runs JOIN line ON runs.id = line.id WHERE runs.retry_of IS NOT NULL)
         UPDATE payloads SET body = NULL
         WHERE body IS NOT NULL
           AND (kept_at < ? OR id <= (SELECT id FROM payloads ORDER BY id DESC LIMIT 1 OFFSET ?))
           AND id NOT IN (SELECT payload_id FROM run_payloads JOIN line ON line.id = run_payloads.run_id)`,
      )
      .run(before, keep)
    this.#statements
      .get(
        `DELETE FROM payloads WHERE body IS NULL
           AND NOT EXISTS (SELECT 1 FROM run_payloads WHERE payload_id = payloads.id)
           AND NOT EXISTS (SELECT 1 FROM deliveries WHERE payload_id = payloads.id)`,
      )
      .run()
  }
}
