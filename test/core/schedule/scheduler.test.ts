import { describe, expect, test } from 'vitest'
import { cron, DAY, dockerJob, HOUR, MINUTE, schedulerFixture } from './scheduler-fixture.ts'

describe('firing', () => {
  test('a due moment is claimed and launched at its very moment, and the next one follows', async () => {
    const oven = schedulerFixture('2026-01-01T01:59:10Z')
    oven.jobs = [dockerJob('nightly', cron('0 2 * * *'))]
    oven.start()
    expect(oven.scheduler.nextDueAt('nightly')).toBe('2026-01-01T02:00:00.000Z')
    await oven.clock.advance(2 * DAY)
    expect(oven.launched).toEqual([
      expect.objectContaining({ dueAt: '2026-01-01T02:00:00.000Z', trigger: 'schedule', lateByMs: 0 }),
      expect.objectContaining({ dueAt: '2026-01-02T02:00:00.000Z', trigger: 'schedule', lateByMs: 0 }),
    ])
    expect(oven.scheduler.nextDueAt('nightly')).toBe('2026-01-03T02:00:00.000Z')
    expect(oven.ledger('nightly').map(([, state]) => state)).toEqual(['claimed', 'claimed'])
  })

  test('a pattern with seconds leaves a slot for each', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00.300Z')
    oven.jobs = [dockerJob('ticker', cron('*/5 * * * * *'))]
    oven.start()
    await oven.clock.advance(20_000)
    expect(oven.due()).toEqual(['05', '10', '15', '20'].map((second) => `2026-01-01T00:00:${second}.000Z`))
    expect(oven.launched.every(({ lateByMs }) => lateByMs === 0)).toBe(true)
  })

  test('all that is due on one second is handed over in one call, before anything else is worked out', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:30Z')
    oven.jobs = Array.from({ length: 1000 }, (_, i) => dockerJob(`job-${i}`, cron('* * * * *')))
    const calls: number[] = []
    let claims = 0
    const claim = oven.slots.claim.bind(oven.slots)
    oven.slots.claim = (...given) => {
      claims += 1
      return claim(...given)
    }
    oven.start({ launch: (due) => void calls.push(due.length) })
    await oven.clock.advance(MINUTE)
    expect(calls).toEqual([1000])
    expect(claims).toBe(1)
    await oven.clock.advance(MINUTE)
    expect(calls).toEqual([1000, 1000])
  })

  test('what comes due while next moments are still being worked out is not lost', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:30Z')
    oven.jobs = [
      ...Array.from({ length: 200 }, (_, i) => dockerJob(`job-${i}`, cron('* * * * *'))),
      dockerJob('ticker', cron('* * * * * *')),
    ]
    // Working out 201 moments, eight at a time, takes a quarter of a second each here: longer than the next second is away.
    oven.start({
      limits: { momentsPerSlice: 8 },
      yieldNow: () => new Promise((resolve) => oven.clock.after(250, resolve)),
    })
    await oven.clock.advance(3 * MINUTE)
    expect(oven.due('ticker')).toHaveLength(180)
    for (const job of oven.jobs.slice(0, 200)) expect(oven.due(job.id)).toHaveLength(3)
  })

  test('a one-time schedule fires once and stays', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('moving', { type: 'once', datetime: '2026-01-02T09:00' })]
    oven.timezone = 'Europe/Berlin'
    oven.start()
    await oven.clock.advance(3 * DAY)
    expect(oven.due()).toEqual(['2026-01-02T08:00:00.000Z'])
    expect(oven.scheduler.nextDueAt('moving')).toBeNull()
    oven.scheduler.stop()
    oven.start()
    await oven.clock.advance(DAY)
    expect(oven.due()).toHaveLength(1)
  })

  test('manual and disabled jobs do not fire', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [
      dockerJob('by-hand', { type: 'manual' }),
      dockerJob('off', cron('* * * * *'), { enabled: false }),
    ]
    oven.start()
    await oven.clock.advance(HOUR)
    expect(oven.launched).toEqual([])
    expect(oven.scheduler.nextDueAt('off')).toBeNull()
  })

  test('an idle oven looks at the clock twice a minute and does nothing else', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('yearly', cron('0 0 1 6 *'))]
    oven.start()
    await oven.clock.advance(DAY)
    expect(oven.clock.fired).toBe(DAY / 30_000)
    expect(oven.clock.timers).toBe(1)
  })

  test('the next moments of all jobs are told in their order', () => {
    const oven = schedulerFixture('2026-01-01T00:10:00Z')
    oven.jobs = [dockerJob('hourly', cron('0 * * * *')), dockerJob('daily', cron('30 1 * * *'))]
    oven.start()
    expect(oven.scheduler.upcoming({ limit: 3 })).toEqual([
      { jobId: 'hourly', dueAt: '2026-01-01T01:00:00.000Z' },
      { jobId: 'daily', dueAt: '2026-01-01T01:30:00.000Z' },
      { jobId: 'hourly', dueAt: '2026-01-01T02:00:00.000Z' },
    ])
    const untilMs = Date.parse('2026-01-01T01:10:00Z')
    expect(oven.scheduler.upcoming({ untilMs })).toHaveLength(1)
  })
})

describe('edits', () => {
  test('a new, edited or enabled schedule counts from now, and never fires by being edited', async () => {
    const oven = schedulerFixture('2026-01-01T12:00:30Z')
    oven.start()
    oven.jobs = [dockerJob('job', cron('0 12 * * *'))]
    oven.scheduler.refresh()
    await oven.clock.advance(HOUR)
    oven.jobs = [dockerJob('job', cron('0 13 * * *'))]
    oven.scheduler.refresh()
    oven.jobs = [dockerJob('job', cron('0 13 * * *'), { enabled: false })]
    oven.scheduler.refresh()
    await oven.clock.advance(10 * DAY)
    oven.jobs = [dockerJob('job', cron('0 13 * * *'))]
    oven.scheduler.refresh()
    expect(oven.launched).toEqual([])
    expect(oven.ledger('job')).toEqual([])
    await oven.clock.advance(DAY)
    expect(oven.due()).toEqual(['2026-01-12T13:00:00.000Z'])
  })

  test('a job edited while no host ran does not catch up under its new schedule', async () => {
    const oven = schedulerFixture('2026-01-01T12:00:00Z')
    oven.jobs = [dockerJob('job', cron('0 12 * * *'))]
    oven.start()
    oven.scheduler.stop()
    oven.clock.sleep(3 * HOUR)
    oven.jobs = [dockerJob('job', cron('0 14 * * *'))]
    oven.start()
    await oven.clock.advance(MINUTE)
    expect(oven.ledger('job')).toEqual([])
  })

  test('a change of anything but the schedule leaves its past known', async () => {
    const oven = schedulerFixture('2026-01-01T12:00:00Z')
    oven.jobs = [dockerJob('job', cron('0 13 * * *'))]
    oven.start()
    oven.jobs = [dockerJob('job', cron('0 13 * * *'), { name: 'renamed', catchUp: 'skip' })]
    oven.scheduler.refresh()
    oven.clock.sleep(2 * HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(MINUTE)
    expect(oven.ledger('job')).toEqual([['2026-01-01T13:00:00Z', 'missed', 'asleep']])
  })

  test('removed jobs are forgotten, so that another by their name begins anew', async () => {
    const oven = schedulerFixture('2026-01-01T12:00:00Z')
    const job = dockerJob('job', cron('0 * * * *'))
    oven.jobs = [job]
    oven.start()
    oven.jobs = []
    oven.scheduler.refresh()
    expect(oven.slots.readCursors().size).toBe(0)
    await oven.clock.advance(DAY)
    oven.jobs = [job]
    oven.scheduler.refresh()
    expect(oven.launched).toEqual([])
  })

  test("another zone of the oven's moves the schedules that name none", async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('job', cron('0 6 * * *')), dockerJob('fixed', cron('0 6 * * *', 'UTC'))]
    oven.start()
    oven.timezone = 'America/New_York'
    await oven.clock.advance(DAY)
    expect(oven.due('job')).toEqual(['2026-01-01T11:00:00.000Z'])
    expect(oven.due('fixed')).toEqual(['2026-01-01T06:00:00.000Z'])
  })
})

describe('trouble', () => {
  test('a ledger that cannot be written delays, and loses nothing', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:30Z')
    oven.jobs = [dockerJob('a', cron('* * * * *')), dockerJob('b', cron('0 0 * * *'))]
    oven.start()
    const { claim } = oven.slots
    oven.slots.claim = () => {
      throw new Error('disk full')
    }
    await oven.clock.advance(33_000)
    expect(oven.launched).toEqual([])
    expect(oven.warnings).toEqual([expect.stringContaining('disk full')])
    oven.slots.claim = claim
    await oven.clock.advance(3_000)
    expect(oven.due()).toEqual(['2026-01-01T00:01:00.000Z'])
    await oven.clock.advance(MINUTE)
    expect(oven.due('a')).toHaveLength(2)
  })

  test('a launch that throws is told, and its slots are launched again at the next start', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:30Z')
    oven.jobs = [dockerJob('job', cron('* * * * *'))]
    oven.start({
      launch: () => {
        throw new Error('no room')
      },
    })
    await oven.clock.advance(40_000)
    expect(oven.warnings).toEqual(['Due jobs could not be started (job): no room'])
    oven.scheduler.stop()
    oven.start()
    await oven.clock.advance(1_000)
    expect(oven.due()).toEqual(['2026-01-01T00:01:00.000Z'])
  })

  test('a clock set back fires nothing twice, and a moment that really comes is not waited for in vain', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('hourly', cron('0 * * * *'))]
    oven.start()
    await oven.clock.advance(3.5 * HOUR)
    oven.clock.set('2026-01-01T01:30:00Z')
    await oven.clock.advance(4 * HOUR)
    expect(oven.due()).toEqual([1, 2, 3, 4, 5].map((hour) => `2026-01-01T0${hour}:00:00.000Z`))
  })

  test('a clock that stood years ahead does not silence the oven when it is put right', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('hourly', cron('0 * * * *'))]
    oven.start({ limits: { missedPerJob: 100 } })
    oven.clock.set('2030-01-01T00:30:00Z')
    await oven.clock.advance(MINUTE)
    oven.clock.set('2026-01-01T00:32:00Z')
    await oven.clock.advance(HOUR)
    expect(oven.due()).toContain('2026-01-01T01:00:00.000Z')
    oven.scheduler.stop()
    oven.clock.set('2025-12-31T20:30:00Z')
    oven.start()
    await oven.clock.advance(HOUR)
    expect(oven.due()).toContain('2025-12-31T21:00:00.000Z')
  })

  test('a clock set forward counts as time not seen', async () => {
    const oven = schedulerFixture('2026-01-01T00:00:00Z')
    oven.jobs = [dockerJob('hourly', cron('0 * * * *'))]
    oven.start()
    oven.clock.set('2026-01-01T03:30:00Z')
    await oven.clock.advance(HOUR)
    expect(oven.ledger('hourly')).toEqual([
      ['2026-01-01T01:00:00Z', 'missed', 'asleep'],
      ['2026-01-01T02:00:00Z', 'missed', 'asleep'],
      ['2026-01-01T03:00:00Z', 'claimed', 'asleep'],
      ['2026-01-01T04:00:00Z', 'claimed', null],
    ])
  })
})
