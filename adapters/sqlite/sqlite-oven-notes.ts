import type { DatabaseSync } from 'node:sqlite'
import type { OvenNotes } from '../../core/ports/oven-notes.ts'
import { Statements } from './statements.ts'

/** What the oven remembers by name. Instants are ISO 8601 in UTC with milliseconds. */
export class SqliteOvenNotes implements OvenNotes {
  readonly #statements: Statements

  constructor(options: { database: DatabaseSync }) {
    this.#statements = new Statements(options.database)
  }

  read(name: string): string | null {
    const row = this.#statements.get('SELECT text FROM notes WHERE name = ?').get(name)
    return row === undefined ? null : String(row.text)
  }

  write(name: string, text: string, at: string): void {
    this.#statements
      .get(
        `INSERT INTO notes (name, text, written_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET text = excluded.text, written_at = excluded.written_at`,
      )
      .run(name, text, at)
  }

  remove(name: string): void {
    this.#statements.get('DELETE FROM notes WHERE name = ?').run(name)
  }

  list(prefix: string): Map<string, string> {
    const rows = this.#statements
      .get('SELECT name, text FROM notes WHERE substr(name, 1, length(?1)) = ?1')
      .all(prefix)
    return new Map(rows.map((row) => [String(row.name), String(row.text)]))
  }

  removeBefore(prefix: string, at: string): void {
    this.#statements
      .get('DELETE FROM notes WHERE substr(name, 1, length(?1)) = ?1 AND written_at < ?2')
      .run(prefix, at)
  }
}
