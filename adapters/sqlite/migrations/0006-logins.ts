import type { Migration } from '../migrations.ts'

/** When logins worked and were refused. Nothing of the logins themselves. */
export const loginsMigration: Migration = {
  version: 6,
  sql: `
    CREATE TABLE logins (
      id TEXT PRIMARY KEY,
      last_worked_at TEXT,
      last_refused_at TEXT,
      refused_as TEXT,
      expires_at TEXT,
      warned_of TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
