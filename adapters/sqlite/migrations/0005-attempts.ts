import type { Migration } from '../migrations.ts'

/** Runs that repeat others and wait for their time, when limits lift, what was estimated, which logs are gone. */
export const attemptsMigration: Migration = {
  version: 5,
  sql: `
    ALTER TABLE runs ADD COLUMN retry_of TEXT;
    ALTER TABLE runs ADD COLUMN not_before_at TEXT;
    ALTER TABLE runs ADD COLUMN lifts_at TEXT;
    ALTER TABLE runs ADD COLUMN cost_estimated INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN log_removed_at TEXT;
    ALTER TABLE run_internals ADD COLUMN begun_again_at TEXT;
    ALTER TABLE run_internals ADD COLUMN budget_warned_at TEXT;
    CREATE INDEX runs_by_retry ON runs (retry_of) WHERE retry_of IS NOT NULL;
  `,
}
