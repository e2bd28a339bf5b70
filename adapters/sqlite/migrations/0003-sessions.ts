import type { Migration } from '../migrations.ts'

/** Browser windows that were let in. Only the hash of a session's token is kept. */
export const sessionsMigration: Migration = {
  version: 3,
  sql: `
    CREATE TABLE window_sessions (
      sha256 TEXT PRIMARY KEY,
      created_at TEXT NOT NULL,
      seen_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX window_sessions_by_seen ON window_sessions (seen_at);
  `,
}
