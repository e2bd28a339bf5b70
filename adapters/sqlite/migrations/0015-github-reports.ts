import type { Migration } from '../migrations.ts'

/**
 * What GitHub is told of runs that began there: one comment to a job and issue, one status to a job and commit. What is said
 * is worked out from the runs when it is sent; kept is only how far GitHub was told.
 */
export const githubReportsMigration: Migration = {
  version: 15,
  sql: `
    CREATE TABLE github_reports (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id TEXT NOT NULL,
      repo TEXT NOT NULL,
      kind TEXT NOT NULL,
      place TEXT NOT NULL,
      mark TEXT NOT NULL,
      comment_id INTEGER,
      doubt_since TEXT,
      removals INTEGER NOT NULL DEFAULT 0,
      told TEXT,
      is_open INTEGER NOT NULL DEFAULT 1,
      next_at TEXT,
      attempts INTEGER NOT NULL DEFAULT 0,
      failing_since TEXT,
      problem TEXT,
      changed_at TEXT NOT NULL,
      UNIQUE (job_id, repo, kind, place)
    ) STRICT;
    CREATE INDEX github_reports_due ON github_reports (next_at) WHERE next_at IS NOT NULL;
    CREATE INDEX github_reports_open ON github_reports (id) WHERE is_open = 1;

    CREATE TABLE github_report_runs (
      report_id INTEGER NOT NULL REFERENCES github_reports (id) ON DELETE CASCADE,
      run_id TEXT NOT NULL,
      PRIMARY KEY (report_id, run_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX github_report_runs_by_run ON github_report_runs (run_id);
  `,
}
