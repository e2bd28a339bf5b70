import type { Migration } from '../migrations.ts'

/**
 * Runs and what they did. `seq` is the order of the history: the instant of queueing in ms, times 2048, plus a count
 * within that millisecond (`run-order.ts`). Every index ends in it, so each filter reads its newest runs first without
 * sorting, and the full-text index does too. Long texts stand last in the row, so that a list does not read them.
 */
export const runsMigration: Migration = {
  version: 1,
  sql: `
    CREATE TABLE runs (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      job_id TEXT NOT NULL,
      job_name TEXT NOT NULL,
      job_type TEXT NOT NULL,
      number INTEGER NOT NULL,
      trigger TEXT NOT NULL,
      rehearsal INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      state TEXT NOT NULL,
      outcome TEXT,
      verdict TEXT,
      exit_code INTEGER,
      due_at TEXT,
      queued_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT,
      tokens_input INTEGER,
      tokens_output INTEGER,
      tokens_cache_read INTEGER,
      tokens_cache_creation INTEGER,
      cost_usd REAL,
      stages_done INTEGER NOT NULL DEFAULT 0,
      stages_total INTEGER NOT NULL DEFAULT 0,
      peak_memory_bytes INTEGER,
      cpu_seconds REAL,
      log_bytes INTEGER NOT NULL DEFAULT 0,
      error TEXT,
      progress TEXT,
      image TEXT NOT NULL,
      source TEXT,
      pull_request TEXT,
      changes TEXT,
      branches TEXT NOT NULL DEFAULT '[]',
      commits TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE UNIQUE INDEX runs_by_number ON runs (job_id, number);
    CREATE INDEX runs_by_job ON runs (job_id);
    CREATE INDEX runs_by_job_outcome ON runs (job_id, outcome);
    CREATE INDEX runs_by_outcome ON runs (outcome);
    CREATE INDEX runs_by_verdict ON runs (verdict);
    CREATE INDEX runs_by_trigger ON runs (trigger);
    CREATE INDEX runs_unfinished ON runs (state) WHERE state <> 'finished';

    CREATE TABLE run_stages (
      run_seq INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      model TEXT,
      status TEXT NOT NULL,
      depends_on TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT,
      duration_ms REAL,
      tokens_input INTEGER,
      tokens_output INTEGER,
      tokens_cache_read INTEGER,
      tokens_cache_creation INTEGER,
      cost_usd REAL,
      commit_sha TEXT,
      attempt INTEGER NOT NULL,
      error TEXT,
      last_text TEXT,
      PRIMARY KEY (run_seq, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_internals (
      run_seq INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
      container_id TEXT,
      nonce TEXT,
      volume TEXT,
      log_path TEXT,
      stop_cause TEXT,
      deadline_at TEXT
    ) STRICT;

    CREATE TABLE job_run_numbers (
      job_id TEXT PRIMARY KEY,
      last_number INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE VIRTUAL TABLE run_search USING fts5 (
      words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
      tokenize = 'unicode61 remove_diacritics 2'
    );
  `,
}
