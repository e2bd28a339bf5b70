import type { ChainCause, Run, RunRef } from '../../contract/index.ts'
import type { Row } from './run-row.ts'
import type { Statements } from './statements.ts'

/** What a run followed, and what followed it. */
export function readChain(statements: Statements, row: Row): Pick<Run, 'chainedFrom' | 'followers'> {
  const parent = row.chained_from
    ? statements.get('SELECT id, job_id, job_name, number FROM runs WHERE id = ?').get(row.chained_from)
    : undefined
  const links =
    row.outcome === null
      ? []
      : statements
          .get(
            `SELECT chain_links.job_id AS follower, chain_links.cause, runs.id, runs.job_id, runs.job_name, runs.number
             FROM chain_links LEFT JOIN runs ON runs.id = chain_links.run_id
             WHERE chain_links.parent_run_id = ? ORDER BY chain_links.job_id`,
          )
          .all(row.id!)
  return {
    chainedFrom: parent === undefined ? null : readRef(parent),
    followers: links.map((link) => ({
      jobId: link.follower as string,
      run: link.id === null ? null : readRef(link),
      cause: link.cause as ChainCause | null,
    })),
  }
}

/** A row of runs as other runs name it. */
export function readRef(row: Row): RunRef {
  return {
    id: row.id as string,
    jobId: row.job_id as string,
    jobName: row.job_name as string,
    number: row.number as number,
  }
}
