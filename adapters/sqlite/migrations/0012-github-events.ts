import type { Migration } from '../migrations.ts'

/**
 * What happened on GitHub. An event is known by what it means, not by how it came: `event_key`, and for what may happen
 * again `happened_at`. Until it is settled it bears what the runs are given; a job decides on it once. Repositories in
 * small letters.
 */
export const githubEventsMigration: Migration = {
  version: 12,
  sql: `
    CREATE TABLE github_events (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      repo TEXT NOT NULL,
      event_key TEXT NOT NULL,
      happened_at TEXT,
      event TEXT NOT NULL,
      via TEXT NOT NULL,
      delivery_id TEXT,
      from_address TEXT,
      origin TEXT NOT NULL,
      work TEXT,
      taken_at TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      next_at TEXT,
      settled_at TEXT
    ) STRICT;
    CREATE INDEX github_events_by_key ON github_events (repo, event_key);
    CREATE INDEX github_events_open ON github_events (id) WHERE settled_at IS NULL;
    CREATE INDEX github_events_by_age ON github_events (settled_at) WHERE settled_at IS NOT NULL;

    CREATE TABLE github_decisions (
      event_id INTEGER NOT NULL REFERENCES github_events (id) ON DELETE CASCADE,
      job_id TEXT NOT NULL,
      run_id TEXT,
      at TEXT NOT NULL,
      PRIMARY KEY (event_id, job_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE github_deliveries (
      delivery_id TEXT PRIMARY KEY,
      origin TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE github_runs (
      run_id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL,
      repo TEXT NOT NULL,
      number INTEGER,
      sha TEXT,
      event TEXT NOT NULL,
      actor TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
