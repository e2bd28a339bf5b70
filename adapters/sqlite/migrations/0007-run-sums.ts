import type { Migration } from '../migrations.ts'

const QUARTER = 'seq / (2048 * 900000)'

/** One run as a row of `run_sums`; `run` is the table or the row of a trigger. A finished run without an outcome counts as lost. */
const sumsOf = (run: string, job: string) => `
  ${job}, ${run}.${QUARTER}, coalesce(${run}.outcome, 'lost'), coalesce(${run}.verdict, ''),
  1,
  coalesce(max(0, round((julianday(${run}.finished_at) - julianday(${run}.started_at)) * 86400000)), 0),
  CASE ${run}.rehearsal WHEN 1 THEN 0 ELSE coalesce(${run}.cost_usd, 0) END,
  CASE ${run}.rehearsal WHEN 1 THEN 0 ELSE ${run}.cost_estimated END,
  CASE ${run}.rehearsal WHEN 1 THEN 0 ELSE coalesce(${run}.tokens_input + ${run}.tokens_output
    + ${run}.tokens_cache_read + ${run}.tokens_cache_creation, 0) END`

const columns = 'job_id, quarter, outcome, verdict, runs, duration_ms, cost_usd, estimated, tokens'
const figures = ['runs', 'duration_ms', 'cost_usd', 'estimated', 'tokens']
const onConflict = (sign: '+' | '-') => `ON CONFLICT (job_id, quarter, outcome, verdict) DO UPDATE SET
  ${figures.map((name) => `${name} = ${name} ${sign} excluded.${name}`).join(', ')}`

/** Adds a run to its job's sums and to those of all jobs, which stand under the empty id; or takes it out of both. */
const count = (run: 'NEW' | 'OLD') =>
  [`${run}.job_id`, `''`]
    .map(
      (job) => `
      INSERT INTO run_sums (${columns}) SELECT ${sumsOf(run, job)} WHERE true
        ${onConflict(run === 'NEW' ? '+' : '-')};`,
    )
    .join('')

/**
 * What finished runs come to, by the quarter of an hour they were queued in (days of every zone begin on one), their
 * outcome and their verdict: fourteen days of a hundred thousand runs are read in a few thousand rows. Kept by triggers, so
 * that no way of writing a run forgets it. The index by job holds what a list of marks shows, so that it reads no runs.
 */
export const runSumsMigration: Migration = {
  version: 7,
  sql: `
    CREATE TABLE run_sums (
      job_id TEXT NOT NULL,
      quarter INTEGER NOT NULL,
      outcome TEXT NOT NULL,
      verdict TEXT NOT NULL,
      runs INTEGER NOT NULL,
      duration_ms REAL NOT NULL,
      cost_usd REAL NOT NULL,
      estimated INTEGER NOT NULL,
      tokens INTEGER NOT NULL,
      PRIMARY KEY (job_id, quarter, outcome, verdict)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO run_sums (${columns})
      SELECT job_id, quarter, outcome, verdict, ${figures.map((name) => `sum(${name})`).join(', ')}
      FROM (
        SELECT * FROM (WITH one (${columns}) AS (SELECT ${sumsOf('runs', 'runs.job_id')} FROM runs WHERE state = 'finished')
          SELECT * FROM one)
        UNION ALL
        SELECT * FROM (WITH one (${columns}) AS (SELECT ${sumsOf('runs', `''`)} FROM runs WHERE state = 'finished')
          SELECT * FROM one)
      ) GROUP BY job_id, quarter, outcome, verdict;

    CREATE TRIGGER run_sums_insert AFTER INSERT ON runs WHEN NEW.state = 'finished' BEGIN ${count('NEW')} END;
    CREATE TRIGGER run_sums_delete AFTER DELETE ON runs WHEN OLD.state = 'finished' BEGIN ${count('OLD')} END;
    CREATE TRIGGER run_sums_leave AFTER UPDATE OF state, outcome, verdict, started_at, finished_at, rehearsal, cost_usd,
      cost_estimated, tokens_input, tokens_output, tokens_cache_read, tokens_cache_creation ON runs
      WHEN OLD.state = 'finished' BEGIN ${count('OLD')} END;
    CREATE TRIGGER run_sums_enter AFTER UPDATE OF state, outcome, verdict, started_at, finished_at, rehearsal, cost_usd,
      cost_estimated, tokens_input, tokens_output, tokens_cache_read, tokens_cache_creation ON runs
      WHEN NEW.state = 'finished' BEGIN ${count('NEW')} END;

    DROP INDEX runs_by_job;
    CREATE INDEX runs_by_job ON runs
      (job_id, seq, id, number, state, outcome, verdict, rehearsal, started_at, finished_at);
  `,
}
