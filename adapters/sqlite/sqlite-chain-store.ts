import type { DatabaseSync } from 'node:sqlite'
import type { ChainLink, ChainStore } from '../../core/ports/chain-store.ts'
import { Statements } from './statements.ts'
import { inTransaction } from './transaction.ts'

/** What followed the end of which run, in the oven's database. */
export class SqliteChainStore implements ChainStore {
  readonly #database: DatabaseSync
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#database = options.database
    this.#statements = new Statements(options.database)
  }

  atOnce<T>(work: () => T): T {
    return inTransaction(this.#database, work)
  }

  has(parentRunId: string, jobId: string): boolean {
    const sql = 'SELECT 1 FROM chain_links WHERE parent_run_id = ? AND job_id = ?'
    return this.#statements.get(sql).get(parentRunId, jobId) !== undefined
  }

  keep({ parentRunId, jobId, runId, cause, at }: ChainLink): void {
    this.#statements
      .get('INSERT INTO chain_links (parent_run_id, job_id, run_id, cause, at) VALUES (?, ?, ?, ?, ?)')
      .run(parentRunId, jobId, runId, cause, at)
  }
}
