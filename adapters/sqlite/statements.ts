import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Prepares each statement once and keeps it: preparing costs more than most of them take to run. */
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
    this.#kept.set(sql, statement)
    return statement
  }
}
