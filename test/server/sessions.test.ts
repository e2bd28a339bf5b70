import { expect, test } from 'vitest'
import { SqliteSessionStore } from '../../adapters/sqlite/sqlite-session-store.ts'
import { createSessions, sha256 } from '../../server/sessions.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { temporaryDatabase } from '../support/temporary-database.ts'

const minute = 60_000
const day = 24 * 60 * minute

function setUp() {
  const clock = new FakeClock()
  const store = new SqliteSessionStore({ database: temporaryDatabase() })
  return { clock, store, sessions: createSessions({ store, now: clock.now }) }
}

test('a key ends after 15 minutes', async () => {
  const { clock, sessions } = setUp()
  const early = sessions.mintKey()
  const late = sessions.mintKey()
  await clock.advance(15 * minute - 1)
  expect(sessions.trade(early)).toMatch(/^[\w-]{43}$/)
  await clock.advance(1)
  expect(sessions.trade(late)).toBeNull()
})

test('a session ends 30 days after its last use', async () => {
  const { clock, store, sessions } = setUp()
  const token = sessions.trade(sessions.mintKey())!
  await clock.advance(29 * day)
  expect(sessions.accepts(token)).toBe(true)
  await clock.advance(29 * day)
  expect(sessions.accepts(token)).toBe(true)
  await clock.advance(31 * day)
  expect(sessions.accepts(token)).toBe(false)
  expect(store.has(sha256(token))).toBe(false)
})

test('keys that nobody uses do not pile up: the oldest give way', () => {
  const { sessions } = setUp()
  const keys = Array.from({ length: 150 }, () => sessions.mintKey())
  expect(sessions.trade(keys[0]!)).toBeNull()
  expect(sessions.trade(keys[49]!)).toBeNull()
  expect(sessions.trade(keys[50]!)).not.toBeNull()
  expect(sessions.trade(keys[149]!)).not.toBeNull()
})
