import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { openDatabase } from '../../adapters/sqlite/database.ts'

/** A real oven database in a folder of its own, gone when the test has finished. */
export function temporaryDatabase(): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'oven-database-'))
  const database = openDatabase(join(folder, 'oven.db'))
  database.exec('PRAGMA synchronous = OFF')
  onTestFinished(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return database
}
