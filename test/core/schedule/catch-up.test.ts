import { describe, expect, test } from 'vitest'
import { settleMoments } from '../../../core/schedule/catch-up.ts'
import { cron, DAY, dockerJob, HOUR, MINUTE, schedulerFixture } from './scheduler-fixture.ts'

describe('after the host was away', () => {
  test('latest: the newest moment is caught up, the ones before it are missed', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'))]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(3 * HOUR)
    oven.start()
    expect(oven.launched).toEqual([
      expect.objectContaining({
        dueAt: '2026-01-01T03:00:00.000Z',
        trigger: 'catch-up',
        lateByMs: 30 * MINUTE,
      }),
    ])
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'missed', 'quit'],
      ['2026-01-01T02:00:00Z', 'missed', 'quit'],
      ['2026-01-01T03:00:00Z', 'claimed', 'quit'],
    ])
    expect(oven.missed).toHaveLength(2)
    expect(oven.scheduler.nextDueAt('job')).toBe('2026-01-01T04:00:00.000Z')
  })

  test.each([
    ['daily', '0 2 * * *', { awayFor: 3 * DAY + 30 * HOUR }, '2026-01-05T02:00:00.000Z'],
    ['weekly, by 30 hours', '0 2 * * 5', { awayFor: DAY + 32 * HOUR }, '2026-01-02T02:00:00.000Z'],
    ['monthly, by 30 hours', '0 2 2 * *', { awayFor: DAY + 32 * HOUR }, '2026-01-02T02:00:00.000Z'],
    ['yearly, by six days', '0 2 2 1 *', { awayFor: 7 * DAY }, '2026-01-02T02:00:00.000Z'],
    ['on leap days, by six days', '0 2 29 2 *', { awayFor: 795 * DAY }, '2028-02-29T02:00:00.000Z'],
    ['weekly, by more than half a week', '0 2 * * 5', { awayFor: DAY + 90 * HOUR }, null],
    ['yearly, by more than a week', '0 2 2 1 *', { awayFor: 9 * DAY }, null],
    [
      'weekly, as far as the job says',
      '0 2 * * 5',
      { awayFor: 5 * DAY, catchUpWithin: 5 * 86_400 },
      '2026-01-02T02:00:00.000Z',
    ],
    ['weekly, no further than the job says', '0 2 * * 5', { awayFor: 2 * DAY, catchUpWithin: 3600 }, null],
  ])(
    'latest reaches back as far as fits the schedule: %s',
    async (_, text, { awayFor, ...policy }, caughtUp) => {
      const oven = schedulerFixture('2026-01-01T00:30:00Z')
      oven.jobs = [dockerJob('job', cron(text), policy)]
      oven.start()
      oven.scheduler.stop()
      oven.clock.sleep(awayFor)
      oven.start()
      expect(oven.launched.map(({ dueAt, trigger }) => [dueAt, trigger])).toEqual(
        caughtUp === null ? [] : [[caughtUp, 'catch-up']],
      )
      const newest = oven.ledger('job').at(-1)!
      expect(newest.slice(1)).toEqual(caughtUp === null ? ['missed', 'quit'] : ['claimed', 'quit'])
    },
  )

  test('a one-time job that was missed by days is made up for', () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', { type: 'once', datetime: '2026-01-02T02:00:00Z' })]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(4 * DAY)
    oven.start()
    expect(oven.due()).toEqual(['2026-01-02T02:00:00.000Z'])
  })

  test('skip: all are missed', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'skip' })]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(2 * HOUR)
    oven.start()
    expect(oven.launched).toEqual([])
    expect(oven.ledger('job').map(([, state]) => state)).toEqual(['missed', 'missed'])
  })

  test('all: every one in its order, a hundred at most', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'all' })]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(150 * HOUR)
    oven.start()
    await oven.clock.advance(0)
    expect(oven.launched).toHaveLength(100)
    expect(oven.due()).toEqual([...oven.due()].sort())
    expect(oven.due().at(-1)).toBe('2026-01-07T06:00:00.000Z')
    expect(oven.ledger('job').filter(([, state]) => state === 'missed')).toHaveLength(50)
  })

  test('a moment that is a minute late at most runs as if on time, whatever the policy', () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'skip' })]
    oven.start()
    oven.scheduler.stop()
    oven.clock.set('2026-01-01T01:00:40Z')
    oven.start()
    expect(oven.launched).toEqual([expect.objectContaining({ trigger: 'schedule', lateByMs: 40_000 })])
  })

  test('a host killed between claim and run: the next one launches the slot again, once', async () => {
    const oven = schedulerFixture('2026-01-01T00:59:50Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'))]
    oven.onLaunch = () => {}
    oven.start()
    await oven.clock.advance(11_000)
    await oven.kill()
    oven.clock.sleep(10 * MINUTE)
    oven.onLaunch = (jobId, dueAt) => oven.slots.assignRun(jobId, dueAt, 'run')
    oven.start()
    expect(oven.launched.map(({ dueAt, trigger }) => [dueAt, trigger])).toEqual([
      ['2026-01-01T01:00:00.000Z', 'schedule'],
      ['2026-01-01T01:00:00.000Z', 'catch-up'],
    ])
    await oven.kill()
    oven.start()
    expect(oven.launched).toHaveLength(2)
  })

  test('a claimed slot of a job that is gone or disabled is skipped', () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.slots.claim([{ jobId: 'gone', dueAt: '2026-01-01T00:00:00.000Z' }], '2026-01-01T00:00:00.000Z')
    oven.start()
    expect(oven.launched).toEqual([])
    expect(oven.ledger('gone')).toEqual([['2026-01-01T00:00:00Z', 'skipped', 'disabled']])
  })

  test("the ancestor's last run is looked back to by an oven that knows no schedule yet, and never again", async () => {
    const oven = schedulerFixture('2026-01-02T12:00:00Z')
    oven.jobs = [dockerJob('job', cron('0 2 * * *'))]
    const lastRunAt = () => Date.parse('2026-01-01T02:00:05Z')
    oven.start({ lastRunAt })
    expect(oven.launched).toEqual([
      expect.objectContaining({ dueAt: '2026-01-02T02:00:00.000Z', trigger: 'catch-up' }),
    ])
    oven.scheduler.stop()
    oven.jobs = [...oven.jobs, dockerJob('other', cron('0 2 * * *'))]
    oven.start({ lastRunAt })
    expect(oven.launched).toHaveLength(1)
  })

  test('a ledger that fails while the gap is settled loses nothing, even when the host stops before it is mended', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'))]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(3 * HOUR)
    const { record } = oven.slots
    oven.slots.record = () => {
      throw new Error('disk full')
    }
    oven.start()
    await oven.clock.advance(500)
    oven.scheduler.stop()
    expect(oven.ledger('job')).toEqual([])
    oven.slots.record = record
    oven.start()
    expect(oven.ledger('job').map(([, state]) => state)).toEqual(['missed', 'missed', 'claimed'])
    expect(oven.due()).toEqual(['2026-01-01T03:00:00.000Z'])
  })

  test('a long absence of a busy schedule is bounded, and said', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:30Z')
    oven.jobs = [dockerJob('busy', cron('* * * * *'))]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(30 * DAY)
    oven.start({ limits: { missedPerJob: 500 } })
    await oven.clock.advance(1000)
    expect(oven.warnings).toEqual([
      'Job "busy" missed more than 500 moments; the oldest of them are not listed.',
    ])
    expect(oven.ledger('busy')).toHaveLength(500)
    expect(oven.due()).toEqual(['2026-01-31T00:00:00.000Z'])
  })
})

describe('after the machine slept', () => {
  test('the running host settles the gap as slept through, on waking or at its next look', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [
      dockerJob('job', cron('0 * * * *')),
      dockerJob('strict', cron('0 2 * * *'), { catchUp: 'skip' }),
    ]
    oven.start()
    oven.clock.sleep(2 * HOUR)
    await oven.clock.advance(30_000)
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'missed', 'asleep'],
      ['2026-01-01T02:00:00Z', 'claimed', 'asleep'],
    ])
    expect(oven.ledger('strict')).toEqual([['2026-01-01T02:00:00Z', 'missed', 'asleep']])
    oven.clock.sleep(HOUR)
    oven.scheduler.wake('resume')
    expect(oven.due('job').at(-1)).toBe('2026-01-01T03:00:00.000Z')
  })

  test('a short stall makes up for each second of it', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('ticker', cron('* * * * * *'))]
    oven.start()
    await oven.clock.advance(2_000)
    oven.clock.sleep(3_000)
    await oven.clock.advance(2_000)
    expect(oven.due()).toEqual([1, 2, 3, 4, 5, 6, 7].map((second) => `2026-01-01T00:00:0${second}.000Z`))
  })
})

describe('the policy', () => {
  const now = Date.parse('2026-01-01T12:00:00Z')
  const ago = (...seconds: number[]) => seconds.map((each) => now - each * 1000)

  test.each([
    ['nothing due', {}, [], [], [], []],
    ['all prompt', {}, ago(5, 3, 1), ago(5, 3, 1), [], []],
    ['the newest within a minute', {}, ago(120, 59), ago(59), [], ago(120)],
    ['nothing newer runs', {}, ago(180, 61), [], ago(61), ago(180)],
    ['out of reach', { catchUpWithin: 60 }, ago(180, 61), [], [], ago(180, 61)],
    [
      'all within reach',
      { catchUp: 'all', catchUpWithin: 100 } as const,
      ago(180, 90, 70, 1),
      ago(1),
      ago(90, 70),
      ago(180),
    ],
    ['skip', { catchUp: 'skip' } as const, ago(90, 70, 10), ago(10), [], ago(90, 70)],
  ])('%s', (_, policy, moments, onTime, caughtUp, missed) => {
    expect(settleMoments(moments, now, policy)).toEqual({ onTime, caughtUp, missed })
  })
})
