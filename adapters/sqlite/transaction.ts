import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { OvenError } from '../../core/errors.ts'

/** SQLite's primary result code for a full disk (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13
/** The operating system refused; where a file is mapped into memory, a full disk is told so too. */
const SQLITE_IOERR = 10
/** With less than this on the disk a refused write is put down to that. */
const NO_ROOM_BYTES = 64 * 1024

/** Runs `work` in one write transaction: all of it is kept, or nothing. Throws `disk-full`. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work()
  try {
    database.exec('BEGIN IMMEDIATE')
    const answer = work()
    database.exec('COMMIT')
    return answer
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw withDiskFull(error, database.location())
  }
}

/** The error `disk-full` where that is why SQLite failed on the database at `path`; else the error as it is. */
export function withDiskFull(error: unknown, path: string | null): unknown {
  const code = primaryCode(error)
  if (code === SQLITE_FULL) return diskFull(error)
  return code === SQLITE_IOERR && path !== null && isWithoutRoom(path) ? diskFull(error) : error
}

function isWithoutRoom(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize < NO_ROOM_BYTES
  } catch {
    return false
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
