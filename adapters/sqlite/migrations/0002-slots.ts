import type { Migration } from '../migrations.ts'

/**
 * The slot ledger: one row per due moment of a schedule, ever. `due_at` is UTC with milliseconds, so that texts sort.
 * The moment comes first in the key, so that a thousand jobs due together are written side by side; an index by job
 * would touch a page for each, which is why slots enter it only when they are settled.
 */
export const slotsMigration: Migration = {
  version: 2,
  sql: `
    CREATE TABLE slots (
      job_id TEXT NOT NULL,
      due_at TEXT NOT NULL,
      state TEXT NOT NULL,
      cause TEXT,
      run_id TEXT,
      claimed_at TEXT,
      settled_at TEXT,
      PRIMARY KEY (due_at, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX slots_by_state ON slots (state, due_at);
    CREATE INDEX slots_settled_by_job ON slots (job_id, due_at) WHERE state <> 'claimed';

    CREATE TABLE schedule_cursors (
      job_id TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      looked_until TEXT NOT NULL,
      next_due_at TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
