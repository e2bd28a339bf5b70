import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { withDiskFull } from './transaction.ts'

/**
 * Prepares each statement once and keeps it: preparing costs more than most of them take to run. Running one throws
 * `disk-full` where that is why it failed.
 */
export class Statements {
  readonly #database: DatabaseSync
  readonly #kept = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  get(sql: string): StatementSync {
    const kept = this.#kept.get(sql)
    if (kept) return kept
    const statement = this.#database.prepare(sql)
    const run = statement.run.bind(statement)
    statement.run = ((...values: SQLInputValue[]) => {
      try {
        return run(...values)
      } catch (error) {
        throw withDiskFull(error, this.#database.location())
      }
    }) as typeof run
    this.#kept.set(sql, statement)
    return statement
  }
}
