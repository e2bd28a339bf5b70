import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from './transaction.ts'

const SQLITE_CORRUPT = 11
/** A larger database is not read through at each start, and copied once a day instead of at each start and end. */
const SMALL_BYTES = 16 * 1024 * 1024
const DAY_MS = 86_400_000

export const copyPathOf = (path: string) => `${path}.last-good`

/**
 * Looks for damage that opening does not show. Throws an error with SQLite's code for it. The write-ahead log must have
 * been taken in before: until then the file may rightly be shorter than its header says.
 */
export function checkDatabase(database: DatabaseSync, path: string): void {
  const { size } = statSync(path)
  const { page_size } = database.prepare('PRAGMA page_size').get() as { page_size: number }
  if (size % page_size !== 0 || size < pagesInHeader(path) * page_size) throw corrupt('its end is missing')
  if (size > SMALL_BYTES) return
  const row = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
  if (row.quick_check !== 'ok') throw corrupt(row.quick_check)
}

/**
 * Keeps a copy of the database as the last good state, where it has changed since the last copy. A copy that cannot be
 * made (no room) leaves the one before.
 */
export function keepCopy(database: DatabaseSync, path: string, nowMs: number): void {
  const draft = `${copyPathOf(path)}.${process.pid}.draft`
  try {
    const { busy } = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number }
    const { size, mtimeMs } = statSync(path)
    const copiedAt = statSync(copyPathOf(path), { throwIfNoEntry: false })?.mtimeMs ?? 0
    // Times of files are some milliseconds coarse: of two that are equal nobody knows which came first.
    if (busy !== 0 || copiedAt > mtimeMs || (size > SMALL_BYTES && nowMs - copiedAt < DAY_MS)) return
    // Where the file system can, the copy shares its blocks with the database and costs nothing.
    copyFileSync(path, draft, constants.COPYFILE_FICLONE)
    chmodSync(draft, 0o600)
    renameSync(draft, copyPathOf(path))
  } catch {
    rmSync(draft, { force: true })
  }
}

/** Puts the last good state in the place of a database that is gone. Answers when it was copied, or `null` without one. */
export function restoreCopy(path: string): Date | null {
  const copy = copyPathOf(path)
  if (!existsSync(copy)) return null
  copyFileSync(copy, path, constants.COPYFILE_FICLONE)
  return statSync(copy).mtime
}

/**
 * Makes an older state of the history safe to go on from: what was unfinished in it is over, nobody knows how, and no
 * moment before now is due again.
 */
export function closeGap(database: DatabaseSync, copiedAt: Date, nowMs: number): void {
  const now = new Date(nowMs).toISOString()
  const error = JSON.stringify({
    code: 'history-restored',
    message: `The history was damaged and its state of ${copiedAt.toISOString()} restored; what became of this run is not known.`,
    hint: 'See its log, and run it again where needed.',
  })
  inTransaction(database, () => {
    database
      .prepare(
        `UPDATE runs SET state = 'finished', outcome = 'lost', verdict = 'incomplete', finished_at = ?, error = ?,
           progress = NULL, not_before_at = NULL WHERE state <> 'finished'`,
      )
      .run(now, error)
    database
      .prepare(`UPDATE slots SET state = 'missed', cause = 'quit', settled_at = ? WHERE state = 'claimed'`)
      .run(now)
    database.prepare('UPDATE schedule_cursors SET looked_until = max(looked_until, ?)').run(now)
  })
}

/** https://sqlite.org/fileformat.html#the_database_header: bytes 28 to 31 */
function pagesInHeader(path: string): number {
  const header = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, header, 0, 4, 28)
  } finally {
    closeSync(file)
  }
  return header.readUInt32BE(0)
}

function corrupt(how: string): Error {
  return Object.assign(new Error(`The database is damaged: ${how}.`), { errcode: SQLITE_CORRUPT })
}
