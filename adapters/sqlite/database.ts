import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OvenError } from '../../core/errors.ts'
import { checkDatabase, closeGap, copyPathOf, keepCopy, restoreCopy } from './database-copy.ts'
import { migrations } from './migrations.ts'
import { inTransaction, primaryCode, withDiskFull } from './transaction.ts'

const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

const emptied = () => Object.assign(new Error('The database is empty.'), { errcode: SQLITE_CORRUPT })

export interface DatabaseOptions {
  /** Told in a sentence when the file was damaged or no database, and what is in use now. */
  onWarning?: (sentence: string) => void
  /** Wall clock in ms since 1970, for the name of a file set aside. */
  now?: () => number
}

/**
 * Opens the oven's database, making it or bringing it up to date as needed. Only the host that holds the folder's lock
 * may call it. A file that is damaged, or no database, is kept as `<path>.broken-<time>`; its last good state, of the
 * end or the beginning of the last host, is in use then, or without one a new one begun.
 * Throws `disk-full`, and `database-newer` when a newer version of the program has written it.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    return openAndMigrate(path)
  } catch (error) {
    const code = primaryCode(error)
    if (code !== SQLITE_NOTADB && code !== SQLITE_CORRUPT) throw withDiskFull(error, path)
    return replaceBroken(path, options)
  }
}

/** Lets go of a database, its present state kept as the last good one. */
export function closeDatabase(database: DatabaseSync, path: string, nowMs: number): void {
  keepCopy(database, path, nowMs)
  database.close()
}

function replaceBroken(path: string, options: DatabaseOptions): DatabaseSync {
  const nowMs = options.now?.() ?? Date.now()
  const broken = `The history in ${basename(path)} could not be read as a database; it was kept as ${basename(setAside(path, nowMs))}`
  const copiedAt = restoreCopy(path)
  if (copiedAt) {
    try {
      const database = openAndMigrate(path)
      closeGap(database, copiedAt, nowMs)
      options.onWarning?.(
        `${broken}. Its state of ${copiedAt.toISOString()} is in use; runs after that are not in it.`,
      )
      return database
    } catch {
      setAside(path, nowMs)
      rmSync(copyPathOf(path), { force: true })
    }
  }
  options.onWarning?.(`${broken} and a new history was begun.`)
  return openAndMigrate(path)
}

function openAndMigrate(path: string): DatabaseSync {
  // SQLite makes files with the process's umask; the write-ahead files take over the mode of the database.
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true })
  try {
    const { journal_mode } = database.prepare('PRAGMA journal_mode').get() as { journal_mode: string }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;')
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    // An empty file is a database that is just begun, unless there was one before.
    if (journal_mode !== 'wal' && existsSync(copyPathOf(path))) throw emptied()
    checkDatabase(database, path)
    migrate(database, basename(path))
    keepCopy(database, path, Date.now())
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function migrate(database: DatabaseSync, name: string): void {
  const latest = migrations.at(-1)?.version ?? 0
  if (versionOf(database) === latest) return
  inTransaction(database, () => {
    const version = versionOf(database)
    if (version > latest) {
      throw new OvenError(
        'database-newer',
        `${name} was written by a newer version of Agent Oven (its version is ${version}; this program knows ${latest}).`,
        { hint: 'Start the newer version, or update this one.' },
      )
    }
    for (const migration of migrations.filter((each) => each.version > version)) {
      database.exec(migration.sql)
      database.exec(`PRAGMA user_version = ${migration.version}`)
    }
  })
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version
}

function setAside(path: string, now: number): string {
  const suffix = `.broken-${new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')}`
  let kept = `${path}${suffix}`
  for (let count = 2; existsSync(kept); count++) kept = `${path}${suffix}-${count}`
  renameSync(path, kept)
  for (const beside of ['-wal', '-shm']) {
    if (existsSync(`${path}${beside}`)) renameSync(`${path}${beside}`, `${kept}${beside}`)
  }
  return kept
}
