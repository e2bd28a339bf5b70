import type { Migration } from '../migrations.ts'

/**
 * How far GitHub was asked. `place` is an API's address and a repository in small letters. Instants of lists and their events
 * are GitHub's, all others this machine's.
 */
export const githubPollsMigration: Migration = {
  version: 14,
  sql: `
    CREATE TABLE github_poll_jobs (
      job_id TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE github_poll_places (
      place TEXT PRIMARY KEY,
      asked_at TEXT,
      next_at TEXT,
      failures INTEGER NOT NULL DEFAULT 0,
      problem TEXT,
      failing_since TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE github_poll_lists (
      place TEXT NOT NULL,
      list TEXT NOT NULL,
      etag TEXT,
      looked_until TEXT NOT NULL,
      PRIMARY KEY (place, list)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE github_poll_seen (
      place TEXT NOT NULL,
      list TEXT NOT NULL,
      event TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (place, list, event)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE github_poll_heads (
      place TEXT NOT NULL,
      number INTEGER NOT NULL,
      sha TEXT NOT NULL,
      PRIMARY KEY (place, number)
    ) STRICT, WITHOUT ROWID;
  `,
}
