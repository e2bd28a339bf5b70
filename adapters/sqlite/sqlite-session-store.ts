import type { DatabaseSync } from 'node:sqlite'
import { Statements } from './statements.ts'

/**
 * Browser windows that were let in, by the SHA-256 (hex) of their session's token: who reads the database cannot use it
 * to get in. Instants are ISO 8601 in UTC with milliseconds, so that they compare as texts.
 */
export class SqliteSessionStore {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  add(sha256: string, createdAt: string): void {
    this.#statements
      .get(
        `INSERT INTO window_sessions (sha256, created_at, seen_at) VALUES (?, ?, ?)
         ON CONFLICT (sha256) DO UPDATE SET seen_at = excluded.seen_at`,
      )
      .run(sha256, createdAt, createdAt)
  }

  has(sha256: string): boolean {
    return this.#statements.get('SELECT 1 FROM window_sessions WHERE sha256 = ?').get(sha256) !== undefined
  }

  /** Notes that the session was used; one that is not there stays away. */
  touch(sha256: string, seenAt: string): void {
    this.#statements.get('UPDATE window_sessions SET seen_at = ? WHERE sha256 = ?').run(seenAt, sha256)
  }

  /** Removes the sessions that were last used before an instant; answers how many. */
  removeExpired(before: string): number {
    return Number(this.#statements.get('DELETE FROM window_sessions WHERE seen_at < ?').run(before).changes)
  }
}
