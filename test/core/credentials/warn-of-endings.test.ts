import { expect, it } from 'vitest'
import { SqliteLoginLedger } from '../../../adapters/sqlite/sqlite-login-ledger.ts'
import { Job } from '../../../contract/index.ts'
import { createEndingWarnings } from '../../../core/credentials/warn-of-endings.ts'
import { Config } from '../../../core/ports/config-store.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const jobOf = (notifications: object = {}) =>
  Job.parse({
    id: 'night',
    name: 'Night',
    enabled: true,
    type: 'docker',
    image: 'tiny',
    command: [],
    schedule: { type: 'manual' },
    notifications,
  })

it('tells of a login that ends for good, a day before and once; not of what is renewed by itself', () => {
  const told: string[] = []
  const database = temporaryDatabase()
  const config = Config.parse({})
  const open = () =>
    createEndingWarnings({
      ledger: new SqliteLoginLedger({ database }),
      config: { read: () => config, write: () => config },
      announcer: { announce: (_topic, { body }) => void told.push(body) },
      now: () => NOW,
    })
  const found = (endsAt: string | null, passed = true) => ({
    id: 'claude:container-login',
    title: 'Claude',
    checkedAt: '',
    passed,
    description: '',
    fixes: [],
    expiresAt: new Date(NOW + HOUR).toISOString(),
    endsAt,
  })
  const soon = new Date(NOW + 23 * HOUR).toISOString()
  open()(jobOf(), [found(null)])
  open()(jobOf(), [found(new Date(NOW + 25 * HOUR).toISOString())])
  open()(jobOf(), [found(soon, false)])
  open()(jobOf({ onAuthExpiry: false }), [found(soon)])
  expect(told).toEqual([])
  for (let hosts = 0; hosts < 3; hosts++) open()(jobOf(), [found(soon)])
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('oven auth sign-in claude')
  open()(jobOf(), [found(new Date(NOW + HOUR).toISOString())])
  expect(told).toHaveLength(2)
})
