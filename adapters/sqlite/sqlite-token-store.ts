import type { DatabaseSync } from 'node:sqlite'
import type { StoredToken, TokenStore } from '../../core/ports/token-store.ts'
import type { Row } from './run-row.ts'
import { Statements } from './statements.ts'

/** What stands for the job of a token that opens the oven; no job has such an id. */
const OVEN = ''

/** Tokens of jobs and of the oven. Instants are ISO 8601 in UTC with milliseconds. */
export class SqliteTokenStore implements TokenStore {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  add(token: StoredToken): void {
    this.#statements
      .get(
        `INSERT INTO job_tokens (id, job_id, kind, label, sha256, ending, created_at, ends_at, last_used_at,
           last_used_from, uses) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        token.id,
        token.jobId ?? OVEN,
        token.kind,
        token.label,
        token.sha256,
        token.ending,
        token.createdAt,
        token.endsAt,
        token.lastUsedAt,
        token.lastUsedFrom,
        token.uses,
      )
  }

  find(id: string): StoredToken | null {
    return readToken(this.#statements.get('SELECT * FROM job_tokens WHERE id = ?').get(id))
  }

  findByHash(sha256: string): StoredToken | null {
    return readToken(this.#statements.get('SELECT * FROM job_tokens WHERE sha256 = ?').get(sha256))
  }

  list(jobId?: string | null): StoredToken[] {
    const rows =
      jobId === undefined
        ? this.#statements.get('SELECT * FROM job_tokens ORDER BY job_id, created_at, id').all()
        : this.#statements
            .get('SELECT * FROM job_tokens WHERE job_id = ? ORDER BY created_at, id')
            .all(jobId ?? OVEN)
    return rows.map((row) => readToken(row)!)
  }

  end(id: string, endsAt: string): void {
    this.#statements.get('UPDATE job_tokens SET ends_at = ? WHERE id = ?').run(endsAt, id)
  }

  remove(id: string): void {
    this.#statements.get('DELETE FROM job_tokens WHERE id = ?').run(id)
  }

  noteUse(id: string, at: string, from: string): void {
    this.#statements
      .get('UPDATE job_tokens SET last_used_at = ?, last_used_from = ?, uses = uses + 1 WHERE id = ?')
      .run(at, from, id)
  }
}

function readToken(row: Row | undefined): StoredToken | null {
  if (row === undefined) return null
  return {
    id: row.id as string,
    jobId: row.job_id === OVEN ? null : (row.job_id as string),
    kind: row.kind as StoredToken['kind'],
    label: row.label as string | null,
    sha256: row.sha256 as string,
    ending: row.ending as string,
    createdAt: row.created_at as string,
    endsAt: row.ends_at as string | null,
    lastUsedAt: row.last_used_at as string | null,
    lastUsedFrom: row.last_used_from as string | null,
    uses: row.uses as number,
  }
}
