import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '../../../adapters/sqlite/database.ts'
import { SqliteRunStore } from '../../../adapters/sqlite/sqlite-run-store.ts'
import { SqliteSlotStore } from '../../../adapters/sqlite/sqlite-slot-store.ts'
import { tempFolder } from '../files/temp-folder.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

function begin() {
  const path = join(tempFolder(), 'oven.db')
  const database = openDatabase(path)
  const runs = new SqliteRunStore({ database })
  const slots = new SqliteSlotStore({ database })
  const create = (id: string) =>
    runs.create({
      id,
      jobId: 'nightly',
      jobName: 'nightly',
      jobType: 'docker',
      trigger: 'schedule',
      rehearsal: false,
      attempt: 1,
      dueAt: '2026-11-20T02:00:00.000Z',
      queuedAt: '2026-11-20T02:00:00.000Z',
      image: 'busybox',
      source: null,
    })
  return { path, database, runs, slots, create }
}

it('a damaged history goes on from its last good state; what was unfinished in it is over, nothing is due twice', () => {
  const { path, database, runs, slots, create } = begin()
  create('one')
  runs.update('one', { state: 'finished', outcome: 'succeeded', verdict: 'worked' })
  create('two')
  runs.update('two', { state: 'running' })
  slots.claim([{ jobId: 'nightly', dueAt: '2026-11-20T02:00:00Z' }], '2026-11-20T02:00:00Z')
  const cursor = {
    jobId: 'nightly',
    fingerprint: 'f',
    lookedUntil: '2026-11-20T02:00:00.000Z',
    nextDueAt: null,
  }
  slots.writeCursors([cursor])
  closeDatabase(database, path, NOW)
  truncateSync(path, 5000)
  const warnings: string[] = []
  const restored = openDatabase(path, { onWarning: (sentence) => warnings.push(sentence), now: () => NOW })
  const after = new SqliteRunStore({ database: restored })
  expect(after.find('one')).toMatchObject({ outcome: 'succeeded' })
  expect(after.find('two')).toMatchObject({
    state: 'finished',
    outcome: 'lost',
    error: { code: 'history-restored' },
  })
  const ledger = new SqliteSlotStore({ database: restored })
  expect(ledger.orphans()).toEqual([])
  expect(ledger.readCursors().get('nightly')?.lookedUntil).toBe('2026-11-20T12:00:00.000Z')
  expect(warnings).toEqual([expect.stringMatching(/kept as oven\.db\.broken-.*is in use/)])
  restored.close()
})

it('a copy that is damaged as well is kept aside too, and a new history begun', () => {
  const { path, database } = begin()
  closeDatabase(database, path, NOW)
  writeFileSync(path, 'no database '.repeat(1000))
  writeFileSync(`${path}.last-good`, 'no database either '.repeat(1000))
  const again = openDatabase(path, { now: () => NOW })
  expect(again.prepare('SELECT count(*) AS runs FROM runs').get()).toEqual({ runs: 0 })
  const kept = readdirSync(join(path, '..')).filter((name) => name.includes('.broken-'))
  expect(kept).toHaveLength(2)
  again.close()
})

it('the copy is for its owner only, and made again only when something changed', () => {
  const { path, database, create } = begin()
  create('one')
  closeDatabase(database, path, NOW)
  const copy = readFileSync(`${path}.last-good`)
  expect(copy.includes('nightly')).toBe(true)
  const again = openDatabase(path)
  closeDatabase(again, path, NOW)
  expect(readFileSync(`${path}.last-good`).equals(copy)).toBe(true)
})
