import type { DatabaseSync } from 'node:sqlite'
import { OvenError } from '../../core/errors.ts'

/** SQLite's primary result code for a full disk (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13

/** Runs `work` in one write transaction: all of it is kept, or nothing. Throws `disk-full`. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work()
  database.exec('BEGIN IMMEDIATE')
  try {
    const answer = work()
    database.exec('COMMIT')
    return answer
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw primaryCode(error) === SQLITE_FULL ? diskFull(error) : error
  }
}

/** The primary result code of an error of `node:sqlite`, or `null` for any other error. */
export function primaryCode(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : null
}

function diskFull(cause: unknown): OvenError {
  return new OvenError('disk-full', 'The disk is full, so the oven could not write its history down.', {
    hint: 'Free some space on the disk that holds the oven’s folder, then try again.',
    cause,
  })
}
