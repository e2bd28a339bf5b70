import { expect, it } from 'vitest'
import { SqliteOvenNotes } from '../../../adapters/sqlite/sqlite-oven-notes.ts'
import { type Job, Settings } from '../../../contract/index.ts'
import { createMissedNotice } from '../../../core/notifications/notify-missed.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'

function openDesk() {
  const clock = new FakeClock('2026-01-10T08:00:00.000Z')
  const notes = new SqliteOvenNotes({ database: temporaryDatabase() })
  const told: { title: string; body: string; key: string; jobId: string | null }[] = []
  const config = Settings.parse({})
  const jobs = new Map(
    ['a', 'b', 'c', 'd', 'quiet'].map((id) => [
      id,
      { id, name: id.toUpperCase(), notifications: id === 'quiet' ? { onMissed: false } : undefined } as Job,
    ]),
  )
  const open = () =>
    createMissedNotice({
      clock,
      notes,
      config: { read: () => config },
      findJob: (id) => jobs.get(id),
      announcer: {
        announce: (_topic, { title, body, jobId }, { key }) => void told.push({ title, body, key, jobId }),
      },
    })
  return { clock, told, open }
}

const slot = (jobId: string) => ({ jobId, dueAt: '2026-01-10T02:00:00.000Z', cause: 'asleep' as const })

it('tells all moments of one gap in one message', async () => {
  const { clock, told, open } = openDesk()
  const notice = open()
  notice.missed([slot('a'), slot('a'), slot('quiet'), slot('gone')])
  await clock.advance(1_000)
  notice.missed(['b', 'c', 'd'].map(slot))
  await clock.advance(60_000)
  expect(told).toMatchObject([
    {
      title: '5 due moments were missed',
      body: expect.stringContaining('A, B, C and others did not run'),
      jobId: null,
    },
  ])
  notice.missed([slot('a')])
  await clock.advance(60_000)
  expect(told[1]).toMatchObject({ title: 'A missed its moment', jobId: 'a' })
  expect(told[1]!.key).not.toBe(told[0]!.key)
})

it('says nothing where nobody wants to hear', async () => {
  const { clock, told, open } = openDesk()
  open().missed([slot('quiet'), slot('gone')])
  await clock.advance(60_000)
  expect(told).toEqual([])
})

it('a host that is killed before it tells leaves that to the next', async () => {
  const { clock, told, open } = openDesk()
  const killed = open()
  killed.missed([slot('a')])
  killed.stop()
  await clock.advance(60_000)
  expect(told).toEqual([])
  open().start()
  await clock.advance(60_000)
  expect(told).toHaveLength(1)
  open().start()
  await clock.advance(60_000)
  expect(told).toHaveLength(1)
})
