import type { Migration } from '../migrations.ts'

/** Small things to remember: a pause of the schedules, what has been seen. */
export const notesMigration: Migration = {
  version: 9,
  sql: `
    CREATE TABLE notes (
      name TEXT PRIMARY KEY,
      text TEXT NOT NULL,
      written_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
}
