import type { DatabaseSync } from 'node:sqlite'
import type { LoginLedger } from '../../core/ports/login-ledger.ts'
import { Statements } from './statements.ts'

/** What is remembered of logins, by their ids. Instants are ISO 8601 in UTC with milliseconds. */
export class SqliteLoginLedger implements LoginLedger {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  find(id: string) {
    const row = this.#statements.get('SELECT * FROM logins WHERE id = ?').get(id)
    if (row === undefined) return null
    const text = (value: unknown) => (typeof value === 'string' ? value : null)
    return {
      id,
      lastWorkedAt: text(row.last_worked_at),
      lastRefusedAt: text(row.last_refused_at),
      refusedAs: text(row.refused_as),
      expiresAt: text(row.expires_at),
      warnedOf: text(row.warned_of),
    }
  }

  noteWorked(id: string, at: string, expiresAt: string | null): void {
    this.#statements
      .get(
        `INSERT INTO logins (id, last_worked_at, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET last_worked_at = excluded.last_worked_at, refused_as = NULL,
           expires_at = coalesce(excluded.expires_at, expires_at)`,
      )
      .run(id, at, expiresAt)
  }

  noteRefused(id: string, at: string, code: string): void {
    this.#statements
      .get(
        `INSERT INTO logins (id, last_refused_at, refused_as) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET last_refused_at = excluded.last_refused_at, refused_as = excluded.refused_as`,
      )
      .run(id, at, code)
  }

  noteWarned(id: string, expiresAt: string): void {
    this.#statements
      .get(
        `INSERT INTO logins (id, warned_of) VALUES (?, ?)
         ON CONFLICT (id) DO UPDATE SET warned_of = excluded.warned_of`,
      )
      .run(id, expiresAt)
  }
}
