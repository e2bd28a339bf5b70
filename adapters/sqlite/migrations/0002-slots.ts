import type { Migration } from '../migrations.ts'

/** The slot ledger: one row per due moment of a schedule, ever. `due_at` is UTC with milliseconds, so that texts sort. */
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
      PRIMARY KEY (job_id, due_at)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX slots_by_due ON slots (due_at);
    CREATE INDEX slots_by_state ON slots (state, due_at);
    CREATE INDEX slots_orphaned ON slots (due_at) WHERE state = 'claimed' AND run_id IS NULL;

    CREATE TABLE schedule_cursors (
      job_id TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      looked_until TEXT NOT NULL,
      next_due_at TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
