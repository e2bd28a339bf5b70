import type { Migration } from '../migrations.ts'

/**
 * Messages on their way out, one row for each channel. `told` holds what was decided to be told, or not, so that it is
 * decided once; `channel_notes` what is known of a channel: that it is dead, and why, and when it took something last.
 */
export const outboxMigration: Migration = {
  version: 13,
  sql: `
    CREATE TABLE messages (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      kind TEXT NOT NULL,
      job_id TEXT,
      run_id TEXT,
      content TEXT NOT NULL,
      created_at TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      next_try_at TEXT,
      give_up_at TEXT,
      sent_at TEXT,
      ended_at TEXT,
      error TEXT
    ) STRICT;
    CREATE INDEX messages_to_send ON messages (channel, next_try_at) WHERE state IN ('waiting', 'held');
    CREATE INDEX messages_by_channel ON messages (channel, seq);
    CREATE INDEX messages_by_state ON messages (state, seq);

    CREATE TABLE told (
      key TEXT PRIMARY KEY,
      at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX told_by_age ON told (at);

    CREATE TABLE channel_notes (
      name TEXT PRIMARY KEY,
      dead_at TEXT,
      dead_why TEXT,
      last_sent_at TEXT
    ) STRICT, WITHOUT ROWID;
  `,
}
