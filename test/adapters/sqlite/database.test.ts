import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../adapters/sqlite/database.ts'
import { migrations } from '../../../adapters/sqlite/migrations.ts'
import { tempFolder } from '../files/temp-folder.ts'

function open(path: string, onWarning?: (sentence: string) => void): DatabaseSync {
  const database = openDatabase(path, { onWarning })
  onTestFinished(() => database.close())
  return database
}

const pragma = (database: DatabaseSync, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get()!)[0]

describe('openDatabase', () => {
  it('makes a database for its owner only, with a write-ahead log and checked references', () => {
    const path = join(tempFolder(), 'oven', 'oven.db')
    const database = open(path)
    expect(pragma(database, 'journal_mode')).toBe('wal')
    expect(pragma(database, 'synchronous')).toBe(1)
    expect(pragma(database, 'foreign_keys')).toBe(1)
    expect(pragma(database, 'busy_timeout')).toBe(5000)
    expect(pragma(database, 'user_version')).toBe(migrations.at(-1)!.version)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
  })

  it('numbers its migrations one after another', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('brings a database of an older version up to date and keeps what is in it', () => {
    const path = join(tempFolder(), 'oven.db')
    const old = new DatabaseSync(path)
    old.exec(migrations[0]!.sql)
    old.exec(`PRAGMA user_version = 1; INSERT INTO job_run_numbers VALUES ('nightly', 47)`)
    old.close()
    const database = open(path)
    expect(pragma(database, 'user_version')).toBe(migrations.at(-1)!.version)
    expect(database.prepare('SELECT * FROM job_run_numbers').get()).toEqual({
      job_id: 'nightly',
      last_number: 47,
    })
    expect(database.prepare('SELECT count(*) AS slots FROM slots').get()).toEqual({ slots: 0 })
  })

  it('refuses a database of a newer version and leaves it as it is', () => {
    const folder = tempFolder()
    const path = join(folder, 'oven.db')
    const newer = new DatabaseSync(path)
    newer.exec('CREATE TABLE future (what TEXT); PRAGMA user_version = 999')
    newer.close()
    expect(() => openDatabase(path)).toThrowError(
      expect.objectContaining({ code: 'database-newer', message: expect.stringContaining('999') }),
    )
    expect(readdirSync(folder)).toEqual(['oven.db'])
    const again = new DatabaseSync(path)
    expect(pragma(again, 'user_version')).toBe(999)
    again.close()
  })

  it('keeps a file that is no database aside, says so and begins a new one', () => {
    const folder = tempFolder()
    const path = join(folder, 'oven.db')
    const text = 'this was never a database, whatever its name says. '.repeat(100)
    writeFileSync(path, text)
    const warnings: string[] = []
    const database = open(path, (sentence) => warnings.push(sentence))
    expect(database.prepare('SELECT count(*) AS runs FROM runs').get()).toEqual({ runs: 0 })
    const kept = readdirSync(folder).find((name) => /^oven\.db\.broken-\d{8}T\d{6}Z$/.test(name))
    expect(readFileSync(join(folder, kept!), 'utf8')).toBe(text)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(kept)
  })
})
