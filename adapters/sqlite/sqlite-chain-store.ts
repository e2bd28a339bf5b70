import type { DatabaseSync } from 'node:sqlite'
import type { ChainLink as ChainEntry } from '../../contract/index.ts'
import type { ChainLink, ChainStore } from '../../core/ports/chain-store.ts'
import { readRef } from './run-chain.ts'
import type { Row } from './run-row.ts'
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

  list({ jobId, limit }: { jobId?: string; limit: number }): ChainEntry[] {
    // Ids of runs begin with their time, so the newest are found along the primary key, whatever else was followed.
    const links = this.#statements
      .get(
        `SELECT chain_links.at, chain_links.job_id AS follower, chain_links.cause, parents.outcome AS parent_outcome,
           parents.id AS parent_id, parents.job_id AS parent_job_id, parents.job_name AS parent_job_name,
           parents.number AS parent_number, runs.id, runs.job_id, runs.job_name, runs.number
         FROM chain_links JOIN runs AS parents ON parents.id = chain_links.parent_run_id
           LEFT JOIN runs ON runs.id = chain_links.run_id
         WHERE ${jobId === undefined ? '? IS NULL' : 'chain_links.job_id = ?'}
         ORDER BY chain_links.parent_run_id DESC, chain_links.job_id LIMIT ?`,
      )
      .all(jobId ?? null, limit)
    return links.map(readLink)
  }
}

function readLink(row: Row): ChainEntry {
  const { parent_id: id, parent_job_id: job_id, parent_job_name: job_name, parent_number: number } = row
  return {
    at: row.at as string,
    jobId: row.follower as string,
    parent: {
      ...readRef({ id, job_id, job_name, number } as Row),
      outcome: row.parent_outcome as ChainEntry['parent']['outcome'],
    },
    run: row.id === null ? null : readRef(row),
    cause: row.cause as ChainEntry['cause'],
  }
}
