import type { Migration } from '../migrations.ts'

/**
 * For lists that are entered anywhere: `runs_places` counts all runs without reading them, `runs_filters` those that a filter
 * lets through, by whatever it filters.
 */
export const runPlacesMigration: Migration = {
  version: 8,
  sql: `
    CREATE INDEX runs_places ON runs (seq);
    CREATE INDEX runs_filters ON runs (outcome, verdict, trigger, state, job_id);
  `,
}
