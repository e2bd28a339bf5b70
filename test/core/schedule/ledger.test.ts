import { describe, expect, test } from 'vitest'
import { forgetSchedule } from '../../../core/schedule/close-schedule.ts'
import { cron, DAY, dockerJob, HOUR, MINUTE, schedulerFixture } from './scheduler-fixture.ts'

const hourly = dockerJob('job', cron('0 * * * *'))

describe('a schedule that ends leaves nothing open', () => {
  test.each([
    ['switched off', [{ ...hourly, enabled: false }]],
    ['removed', []],
    ['edited', [dockerJob('job', cron('30 5 * * *'))]],
  ])('%s after a sleep that nobody has looked at yet', async (_, after) => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [hourly]
    oven.start()
    await oven.clock.advance(HOUR)
    oven.clock.sleep(2 * HOUR)
    oven.jobs = after
    oven.scheduler.refresh()
    await oven.clock.advance(5 * MINUTE)
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'claimed', null],
      ['2026-01-01T02:00:00Z', 'missed', 'asleep'],
      ['2026-01-01T03:00:00Z', 'missed', 'asleep'],
    ])
    expect(oven.due()).toHaveLength(1)
  })

  test('switched off in the very second it was due', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [hourly]
    oven.start()
    oven.clock.sleep(30 * MINUTE + 200)
    oven.jobs = [{ ...hourly, enabled: false }]
    oven.scheduler.refresh()
    expect(oven.ledger('job')).toEqual([['2026-01-01T01:00:00Z', 'skipped', 'disabled']])
    expect(oven.launched).toEqual([])
  })

  test.each([
    ['switched off', [{ ...hourly, enabled: false }]],
    ['removed', []],
    ['edited', [dockerJob('job', cron('30 5 * * *'))]],
  ])('%s in the file while no host ran', async (_, after) => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [hourly]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(2 * HOUR)
    oven.jobs = after
    oven.start()
    await oven.clock.advance(MINUTE)
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'missed', 'quit'],
      ['2026-01-01T02:00:00Z', 'missed', 'quit'],
    ])
    expect(oven.launched).toEqual([])
    oven.scheduler.stop()
    oven.clock.sleep(HOUR)
    oven.start()
    expect(oven.ledger('job')).toHaveLength(2)
  })

  test('changed by a command while no host ran: what came due before that is missed, nothing after it is', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [hourly]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(HOUR)
    forgetSchedule(oven.slots, 'job', oven.clock.now())
    forgetSchedule(oven.slots, 'unknown', oven.clock.now())
    oven.clock.sleep(5 * HOUR)
    oven.start()
    await oven.clock.advance(MINUTE)
    expect(oven.ledger('job')).toEqual([['2026-01-01T01:00:00Z', 'missed', 'quit']])
  })

  test('moments of a job that is off are no slots', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [{ ...hourly, enabled: false }]
    oven.start()
    await oven.clock.advance(3 * HOUR)
    oven.jobs = [hourly]
    oven.scheduler.refresh()
    await oven.clock.advance(HOUR)
    expect(oven.ledger('job')).toEqual([['2026-01-01T04:00:00Z', 'claimed', null]])
  })
})

describe('a clock that stood ahead for a while', () => {
  test.each(['latest', 'skip', 'all'] as const)(
    'what it wrote off runs when its moment truly comes (%s)',
    async (catchUp) => {
      const oven = schedulerFixture('2026-01-01T00:30:00Z')
      oven.jobs = [{ ...hourly, catchUp }]
      oven.start()
      oven.clock.set('2026-01-01T05:30:00Z')
      await oven.clock.advance(MINUTE)
      oven.clock.set('2026-01-01T00:32:00Z')
      await oven.clock.advance(6 * HOUR)
      expect(oven.due().sort()).toEqual([1, 2, 3, 4, 5, 6].map((hour) => `2026-01-01T0${hour}:00:00.000Z`))
      expect(oven.ledger('job').every(([, state]) => state === 'claimed')).toBe(true)
    },
  )

  test('over a restart of the host, too; what was truly missed stays so', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [{ ...hourly, catchUp: 'skip' }]
    oven.start()
    oven.clock.sleep(HOUR)
    oven.scheduler.wake('resume')
    oven.clock.set('2026-01-01T09:30:00Z')
    oven.scheduler.wake('resume')
    oven.scheduler.stop()
    oven.clock.set('2026-01-01T00:45:00Z')
    oven.start()
    await oven.clock.advance(3 * HOUR)
    // One o'clock was missed at half past one; on this clock's second pass that is still to come.
    expect(oven.due()).toEqual([1, 2, 3].map((hour) => `2026-01-01T0${hour}:00:00.000Z`))
    expect(
      oven
        .ledger('job')
        .slice(3)
        .every(([, state]) => state === 'missed'),
    ).toBe(true)
  })
})

describe('two hosts on one folder, though the lock forbids it', () => {
  test('claim each slot once between them', async () => {
    const oven = schedulerFixture('2026-01-01T00:59:50Z')
    oven.jobs = Array.from({ length: 20 }, (_, i) =>
      dockerJob(`job-${i}`, cron(i % 2 ? '* * * * *' : '*/20 * * * * *'), {
        catchUp: i % 3 ? 'latest' : 'all',
      }),
    )
    const first = oven.start()
    const second = oven.start()
    await oven.clock.advance(10 * MINUTE)
    oven.clock.sleep(2 * HOUR)
    first.wake('resume')
    second.wake('resume')
    await oven.clock.advance(3 * MINUTE)
    first.stop()
    const third = oven.start()
    await oven.clock.advance(2 * MINUTE)
    second.stop()
    third.stop()
    const launched = oven.launched.map(({ jobId, dueAt }) => `${jobId} ${dueAt}`)
    expect(new Set(launched).size).toBe(launched.length)
    const claimed = oven.slots.list({ state: ['claimed'], limit: 100_000 })
    expect(claimed.map(({ jobId, dueAt }) => `${jobId} ${dueAt}`).sort()).toEqual([...launched].sort())
    const fired = oven.slots.list({
      jobId: 'job-1',
      since: '2026-01-01T00:59:50Z',
      until: '2026-01-01T01:10:00Z',
      limit: 1000,
    })
    expect(fired).toHaveLength(10)
    expect(fired.every(({ state }) => state === 'claimed')).toBe(true)
  })
})

test('a slot that an earlier host claimed says why its run is late', async () => {
  const oven = schedulerFixture('2026-01-01T00:59:50Z')
  oven.jobs = [hourly]
  oven.onLaunch = () => {}
  oven.start()
  await oven.clock.advance(11_000)
  await oven.kill()
  oven.clock.sleep(10 * MINUTE)
  oven.start()
  expect(oven.ledger('job')).toEqual([['2026-01-01T01:00:00Z', 'claimed', 'quit']])
})

test('a schedule that the program no longer reads is forgotten without a word', async () => {
  const oven = schedulerFixture('2026-01-01T00:30:00Z')
  oven.slots.writeCursors([
    {
      jobId: 'odd',
      fingerprint: 'UTC {"type":"never"}',
      lookedUntil: '2025-12-31T00:00:00.000Z',
      nextDueAt: null,
    },
    { jobId: 'torn', fingerprint: 'UTC {', lookedUntil: '2025-12-31T00:00:00.000Z', nextDueAt: null },
  ])
  oven.start()
  await oven.clock.advance(DAY)
  expect(oven.slots.readCursors().size).toBe(0)
  expect(oven.warnings).toEqual([])
})
