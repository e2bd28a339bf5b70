import type { Migration } from '../migrations.ts'

/** What followed the end of which run. A job follows a run once: with a run of its own, or with a cause for none. */
export const chainsMigration: Migration = {
  version: 11,
  sql: `
    ALTER TABLE runs ADD COLUMN chained_from TEXT;
    CREATE TABLE chain_links (
      parent_run_id TEXT NOT NULL,
      job_id TEXT NOT NULL,
      run_id TEXT,
      cause TEXT,
      at TEXT NOT NULL,
      PRIMARY KEY (parent_run_id, job_id)
    ) STRICT, WITHOUT ROWID;
  `,
}
