import type { Migration } from '../migrations.ts'

/** What a run with a network allow-list asked for, as JSON. */
export const egressMigration: Migration = {
  version: 4,
  sql: 'ALTER TABLE runs ADD COLUMN egress TEXT;',
}
