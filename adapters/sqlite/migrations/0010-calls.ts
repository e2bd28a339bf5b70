import type { Migration } from '../migrations.ts'

/**
 * Calls from outside: what opens jobs to them, what came in, by which names calls are known that were taken, and the data
 * that runs were called with. Of a token only its SHA-256 (hex) is kept; a signing secret lies in the vault.
 */
export const callsMigration: Migration = {
  version: 10,
  sql: `
    CREATE TABLE job_tokens (
      id TEXT PRIMARY KEY,
      job_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      label TEXT,
      sha256 TEXT NOT NULL,
      ending TEXT NOT NULL,
      created_at TEXT NOT NULL,
      ends_at TEXT,
      last_used_at TEXT,
      last_used_from TEXT,
      uses INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX job_tokens_by_job ON job_tokens (job_id);
    CREATE INDEX job_tokens_by_hash ON job_tokens (sha256);

    CREATE TABLE payloads (
      id INTEGER PRIMARY KEY,
      body BLOB,
      bytes INTEGER NOT NULL,
      kept_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE run_payloads (
      run_id TEXT PRIMARY KEY,
      payload_id INTEGER NOT NULL REFERENCES payloads (id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX run_payloads_by_payload ON run_payloads (payload_id);

    CREATE TABLE deliveries (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      job_id TEXT NOT NULL,
      at TEXT NOT NULL,
      via TEXT NOT NULL,
      token_ending TEXT,
      from_address TEXT,
      call_key TEXT,
      outcome TEXT NOT NULL,
      status INTEGER NOT NULL,
      error TEXT,
      run_id TEXT,
      payload_id INTEGER REFERENCES payloads (id),
      payload_bytes INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX deliveries_by_job ON deliveries (job_id, seq);
    CREATE INDEX deliveries_by_outcome ON deliveries (job_id, outcome, seq);
    CREATE INDEX deliveries_by_payload ON deliveries (payload_id);

    CREATE TABLE call_keys (
      job_id TEXT NOT NULL,
      key TEXT NOT NULL,
      body_sha256 TEXT NOT NULL,
      run_id TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (job_id, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX call_keys_by_age ON call_keys (at);
  `,
}
