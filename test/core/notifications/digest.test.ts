import { expect, it, test } from 'vitest'
import { SqliteOvenNotes } from '../../../adapters/sqlite/sqlite-oven-notes.ts'
import { type DigestFacts, digestMessage } from '../../../core/notifications/digest.ts'
import { createDigestClock } from '../../../core/notifications/digest-clock.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { content } from './post-office.ts'

const HOUR = 3_600_000

/** Digests as they are told: from when to when, and by which key. */
function openMornings(startAt: string, digest: string | null = '07:30', zone = 'Europe/Berlin') {
  const clock = new FakeClock(startAt)
  const notes = new SqliteOvenNotes({ database: temporaryDatabase() })
  const told: string[] = []
  const settings: { digest?: string } = digest === null ? {} : { digest }
  const open = () =>
    createDigestClock({
      clock,
      notes,
      settings: () => settings,
      timezone: () => zone,
      compose: (since, at) => content(`${new Date(since).toISOString()} to ${new Date(at).toISOString()}`),
      tell: ({ title }, key) => void told.push(`${key}: ${title}`),
      onWarning: (sentence) => void told.push(sentence),
    })
  return { clock, notes, told, settings, open }
}

it('comes each day at its time, also across the change of the clocks, and begins where the last one ended', async () => {
  const mornings = openMornings('2026-03-27T12:00:00.000Z')
  const host = mornings.open()
  host.start()
  await mornings.clock.advance(72 * HOUR)
  host.stop()
  expect(mornings.told).toEqual([
    'digest:2026-03-28T06:30:00.000Z: 2026-03-27T06:30:00.000Z to 2026-03-28T06:30:00.000Z',
    'digest:2026-03-29T05:30:00.000Z: 2026-03-28T06:30:00.000Z to 2026-03-29T05:30:00.000Z',
    'digest:2026-03-30T05:30:00.000Z: 2026-03-29T05:30:00.000Z to 2026-03-30T05:30:00.000Z',
  ])
  expect(mornings.clock.timers).toBe(0)
})

it('comes when the machine wakes, if that is still the morning; and what lay between is in the next one', async () => {
  const mornings = openMornings('2026-01-10T12:00:00.000Z')
  const host = mornings.open()
  host.start()
  mornings.clock.sleep(20 * HOUR)
  await mornings.clock.advance(6 * 60_000)
  expect(mornings.told).toHaveLength(1)
  mornings.clock.sleep(35 * HOUR)
  await mornings.clock.advance(6 * 60_000)
  expect(mornings.told).toHaveLength(1)
  await mornings.clock.advance(12 * HOUR)
  expect(mornings.told[1]).toBe(
    'digest:2026-01-13T06:30:00.000Z: 2026-01-11T08:05:00.000Z to 2026-01-13T06:30:00.000Z',
  )
})

it('is told once, whatever hosts come and go', async () => {
  const mornings = openMornings('2026-01-10T12:00:00.000Z')
  for (let hosts = 0; hosts < 5; hosts += 1) {
    const host = mornings.open()
    host.start()
    await mornings.clock.advance(7 * HOUR)
    host.stop()
  }
  expect(mornings.told).toHaveLength(1)
})

it('is not told of mornings before it was asked for', async () => {
  const mornings = openMornings('2026-01-10T06:31:00.000Z', null)
  const host = mornings.open()
  host.start()
  await mornings.clock.advance(HOUR)
  expect(mornings.clock.timers).toBe(0)
  mornings.settings.digest = '07:30'
  host.look()
  await mornings.clock.advance(HOUR)
  expect(mornings.told).toEqual([])
  await mornings.clock.advance(23 * HOUR)
  expect(mornings.told).toHaveLength(1)
})

const facts = (more: Partial<DigestFacts> = {}): DigestFacts => ({
  since: '2026-01-10T06:30:00.000Z',
  at: '2026-01-11T06:30:00.000Z',
  runs: [],
  usd: 0,
  attention: [],
  due: [],
  ...more,
})
const ran = (jobName: string, outcome: 'succeeded' | 'failed') => ({
  jobName,
  number: 4,
  outcome,
  verdict: null,
  error: outcome === 'failed' ? { code: 'x', message: 'It broke.', hint: null } : null,
})

test.each([
  ['nothing', facts(), 'Nothing ran', 'good', 'Nothing is due in the next day.'],
  [
    'a good night',
    facts({
      runs: [ran('a', 'succeeded'), ran('b', 'succeeded')],
      usd: 2.5,
      due: [{ jobName: 'a', at: 'Mon 02:00' }],
    }),
    '2 runs: 2 succeeded',
    'good',
    'Due in the next day:\n• Mon 02:00 a',
  ],
  [
    'a bad night',
    facts({
      runs: [ran('a', 'succeeded'), ran('b', 'failed')],
      attention: [{ title: 'The Claude login may not last', tone: 'attention' }],
    }),
    '2 runs: 1 succeeded, 1 failed',
    'bad',
    'Did not succeed:\n• b #4: It broke.\nNeeds you:\n• The Claude login may not last\nNothing is due in the next day.',
  ],
] as const)('of %s', (_what, given, title, tone, body) => {
  expect(digestMessage(given)).toMatchObject({ kind: 'digest', title, tone, body })
})

it('names ten of each and counts the rest', () => {
  const { body, facts: pairs } = digestMessage(
    facts({ usd: 3, runs: Array.from({ length: 14 }, (_, at) => ran(`job ${at}`, 'failed')) }),
  )
  expect(body).toContain('• job 9 #4')
  expect(body).not.toContain('job 10')
  expect(body).toContain('… and 4 more.')
  expect(pairs).toEqual([{ label: 'Cost', value: '$3.00' }])
})
