import { describe, expect, onTestFinished, test } from 'vitest'
import { SqliteOvenNotes } from '../../../adapters/sqlite/sqlite-oven-notes.ts'
import { createSchedulePause } from '../../../core/schedule/pause.ts'
import { temporaryDatabase } from '../../support/temporary-database.ts'
import { cron, DAY, dockerJob, HOUR, MINUTE, schedulerFixture } from './scheduler-fixture.ts'

function setUp(startAt: string) {
  const oven = schedulerFixture(startAt)
  const notes = new SqliteOvenNotes({ database: temporaryDatabase() })
  const emitted: string[] = []
  const open = () => {
    const pause = createSchedulePause({
      clock: oven.clock,
      notes,
      changes: { emit: ({ type }) => emitted.push(type) },
    })
    pause.start()
    onTestFinished(() => pause.stop())
    return pause
  }
  const pause = open()
  return { oven, pause, open, emitted, start: () => oven.start({ wasPausedAt: pause.wasPausedAt }) }
}

describe('what holds', () => {
  test('until an instant, then it ends by itself and tells so', async () => {
    const { oven, pause, emitted } = setUp('2026-01-01T00:00:00Z')
    expect(pause.pause({ until: '2026-01-01T02:00:00+01:00' })).toEqual({
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-01-01T01:00:00.000Z',
    })
    await oven.clock.advance(HOUR - 1)
    expect(pause.state()).not.toBeNull()
    await oven.clock.advance(1)
    expect(pause.state()).toBeNull()
    expect(emitted).toEqual(['pause', 'pause'])
    expect(pause.resume()).toEqual({ resumed: false })
  })

  test('pausing again moves the end and keeps the beginning', async () => {
    const { oven, pause } = setUp('2026-01-01T00:00:00Z')
    pause.pause({ until: '2026-01-01T01:00:00Z' })
    await oven.clock.advance(30 * MINUTE)
    expect(pause.pause({ until: null })).toEqual({ since: '2026-01-01T00:00:00.000Z', until: null })
    await oven.clock.advance(9 * DAY)
    expect(pause.state()).toEqual({ since: '2026-01-01T00:00:00.000Z', until: null })
    expect(pause.resume()).toEqual({ resumed: true })
    expect(pause.state()).toBeNull()
  })

  test('an end that is past is refused', () => {
    const { pause } = setUp('2026-01-01T00:00:00Z')
    expect(() => pause.pause({ until: '2025-12-31T23:59:00Z' })).toThrowError(
      expect.objectContaining({ code: 'pause-past', kind: 'INPUT_INVALID' }),
    )
    expect(pause.state()).toBeNull()
  })

  test('it holds for the next host', () => {
    const { pause, open } = setUp('2026-01-01T00:00:00Z')
    pause.pause({ until: null })
    expect(open().state()).toEqual({ since: '2026-01-01T00:00:00.000Z', until: null })
  })
})

describe('what becomes of due moments', () => {
  test('they are skipped as paused, and the first one after the pause runs', async () => {
    const { oven, pause, start } = setUp('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'all' })]
    start()
    pause.pause({ until: '2026-01-01T03:00:00Z' })
    await oven.clock.advanceTo('2026-01-01T03:30:00Z')
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'skipped', 'paused'],
      ['2026-01-01T02:00:00Z', 'skipped', 'paused'],
      ['2026-01-01T03:00:00Z', 'claimed', null],
    ])
    expect(oven.due()).toEqual(['2026-01-01T03:00:00.000Z'])
    expect(oven.missed).toEqual([])
  })

  test('a machine that sleeps through the whole pause makes up for nothing of it', async () => {
    const { oven, pause, start } = setUp('2026-01-01T00:30:00Z')
    oven.jobs = [
      dockerJob('every', cron('0 * * * *'), { catchUp: 'all' }),
      dockerJob('newest', cron('0 1,5 * * *'), { catchUp: 'latest' }),
    ]
    start()
    pause.pause({ until: '2026-01-01T03:30:00Z' })
    await oven.clock.advance(0)
    oven.clock.sleep(5 * HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(10_000)
    // 04:00 and 05:00 came after the pause: they are made up for as ever.
    expect(oven.due('every')).toEqual(['2026-01-01T04:00:00.000Z', '2026-01-01T05:00:00.000Z'])
    expect(oven.ledger('every').filter(([, state]) => state === 'skipped')).toEqual(
      [1, 2, 3].map((hour) => [`2026-01-01T0${hour}:00:00Z`, 'skipped', 'paused']),
    )
    expect(oven.due('newest')).toEqual(['2026-01-01T05:00:00.000Z'])
  })

  test('a host that was away during the pause finds the same', async () => {
    const { oven, pause, open, start } = setUp('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'all' })]
    start()
    pause.pause({ until: null })
    await oven.clock.advance(0)
    await oven.kill()
    oven.clock.sleep(3 * HOUR)
    const next = open()
    next.resume()
    oven.start({ wasPausedAt: next.wasPausedAt })
    await oven.clock.advance(HOUR)
    expect(oven.due()).toEqual(['2026-01-01T04:00:00.000Z'])
    expect(oven.ledger('job').map(([, , cause]) => cause)).toEqual(['paused', 'paused', 'paused', null])
  })

  test('resuming fires nothing by itself', async () => {
    const { oven, pause, start } = setUp('2026-01-01T00:30:00Z')
    oven.jobs = Array.from({ length: 50 }, (_, index) => dockerJob(`job-${index}`, cron('0 * * * *')))
    start()
    pause.pause({ until: null })
    await oven.clock.advanceTo('2026-01-01T04:30:00Z')
    pause.resume()
    await oven.clock.advanceTo('2026-01-01T04:59:59Z')
    expect(oven.launched).toEqual([])
    await oven.clock.advance(1_000)
    expect(oven.launched).toHaveLength(50)
  })

  test('over the hour that the clocks skip, and the one they repeat, it ends at its instant', async () => {
    for (const [startAt, until, next] of [
      // 01:30 in Berlin; 02:00 to 03:00 does not exist.
      ['2026-03-29T00:30:00Z', '2026-03-29T03:30:00+02:00', '2026-03-29T02:00:00.000Z'],
      // 02:30 in Berlin for the first time; it ends at 02:30 for the second time.
      ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00+01:00', '2026-10-25T02:00:00.000Z'],
    ] as const) {
      const { oven, pause, start } = setUp(startAt)
      oven.timezone = 'Europe/Berlin'
      oven.jobs = [dockerJob('job', cron('0 * * * *'))]
      start()
      pause.pause({ until })
      await oven.clock.advanceTo(
        '2026-03-29T00:30:00Z' === startAt ? '2026-03-29T02:10:00Z' : '2026-10-25T02:10:00Z',
      )
      expect(oven.due()).toEqual([next])
      expect(oven.ledger('job')[0]![2]).toBe('paused')
    }
  })
})
