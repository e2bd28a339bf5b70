import { expect, it } from 'vitest'
import { SqliteSessionStore } from '../../../adapters/sqlite/sqlite-session-store.ts'
import { newDatabase } from './sample-runs.ts'

it('lets sessions in until they were not used for long enough', () => {
  const store = new SqliteSessionStore({ database: newDatabase() })
  store.add('used', '2026-11-01T00:00:00.000Z')
  store.add('left', '2026-11-01T00:00:00.000Z')
  store.touch('used', '2026-11-10T00:00:00.000Z')
  store.touch('stranger', '2026-11-10T00:00:00.000Z')
  expect(['used', 'left', 'stranger'].map((each) => store.has(each))).toEqual([true, true, false])
  expect(store.removeExpired('2026-11-05T00:00:00.000Z')).toBe(1)
  expect(['used', 'left'].map((each) => store.has(each))).toEqual([true, false])
})
