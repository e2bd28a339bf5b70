import { describe, expect, test } from 'vitest'
import type { Network } from '../../../core/ports/network.ts'
import type { SchedulerOptions } from '../../../core/schedule/scheduler-options.ts'
import { cron, dockerJob, HOUR, MINUTE, pipelineJob, schedulerFixture } from './scheduler-fixture.ts'

const here: Network = { ready: () => Promise.resolve(true) }

/** A fixture whose runs go on until the test ends them. */
function withRuns(startAt: string) {
  const oven = schedulerFixture(startAt)
  const running: { dueAt: string; end: () => void }[] = []
  const launch: SchedulerOptions['launch'] = (due, { trigger }) => {
    const ended = due.map(({ jobId, dueAt, lateByMs }) => {
      oven.launched.push({ jobId, dueAt, trigger, lateByMs, at: oven.clock.now() })
      oven.onLaunch(jobId, dueAt)
      return new Promise<void>((end) => running.push({ dueAt, end }))
    })
    return Promise.all(ended).then(() => undefined)
  }
  return { ...oven, oven, running, launch }
}

describe('all: one after another', () => {
  test('the next starts when the one before has finished, oldest first', async () => {
    const { oven, running, launch } = withRuns('2026-01-01T00:30:00Z')
    oven.jobs = [
      dockerJob('job', cron('0 * * * *'), { catchUp: 'all' }),
      dockerJob('other', cron('0 * * * *')),
    ]
    oven.start({ launch })
    oven.clock.sleep(3 * HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(1000)
    expect(oven.due('job')).toEqual(['2026-01-01T01:00:00.000Z'])
    expect(oven.due('other')).toEqual(['2026-01-01T03:00:00.000Z'])
    await oven.clock.advance(5 * MINUTE)
    expect(oven.due('job')).toHaveLength(1)
    running.find(({ dueAt }) => dueAt.includes('T01'))!.end()
    await oven.clock.advance(0)
    expect(oven.due('job')).toEqual(['2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z'])
  })

  test('what comes due meanwhile stands behind them, where it would else be skipped for them', async () => {
    const { oven, running, launch } = withRuns('2026-01-01T00:30:00Z')
    oven.jobs = [
      dockerJob('job', cron('0 * * * *'), { catchUp: 'all' }),
      dockerJob('apart', cron('0 * * * *'), { catchUp: 'all', overlap: 'allow' }),
    ]
    oven.start({ launch })
    oven.clock.sleep(2 * HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(HOUR)
    expect(oven.due('job')).toEqual(['2026-01-01T01:00:00.000Z'])
    expect(oven.due('apart')).toEqual(['2026-01-01T01:00:00.000Z', '2026-01-01T03:00:00.000Z'])
    while (running.length > 0) {
      running.shift()!.end()
      await oven.clock.advance(0)
    }
    expect(oven.due('job')).toEqual([1, 2, 3].map((hour) => `2026-01-01T0${hour}:00:00.000Z`))
    expect(oven.due('apart')).toHaveLength(3)
    await oven.clock.advance(HOUR)
    expect(oven.due('job').at(-1)).toBe('2026-01-01T04:00:00.000Z')
  })

  test('a host that dies with slots in line leaves them to the next one, which takes each once', async () => {
    const { oven, launch } = withRuns('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('job', cron('0 * * * *'), { catchUp: 'all' })]
    oven.start({ launch })
    oven.clock.sleep(3 * HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(1000)
    await oven.kill()
    oven.start()
    expect(oven.due()).toEqual([1, 2, 3].map((hour) => `2026-01-01T0${hour}:00:00.000Z`))
    expect(oven.ledger('job').map(([, state]) => state)).toEqual(['claimed', 'claimed', 'claimed'])
  })

  test('a job that is switched off or removed loses what stands in line', async () => {
    const { oven, launch } = withRuns('2026-01-01T00:30:00Z')
    const job = dockerJob('job', cron('0 * * * *'), { catchUp: 'all' })
    oven.jobs = [job]
    oven.start({ launch })
    oven.clock.sleep(3 * HOUR)
    oven.scheduler.wake('resume')
    oven.jobs = [{ ...job, enabled: false }]
    oven.scheduler.refresh()
    await oven.clock.advance(HOUR)
    expect(oven.due()).toHaveLength(1)
    expect(oven.ledger('job').map(([, ...end]) => end)).toEqual([
      ['claimed', 'asleep'],
      ['skipped', 'disabled'],
      ['skipped', 'disabled'],
    ])
  })
})

describe('jitter', () => {
  test('starts after a gap are spread over some seconds, and no others', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = Array.from({ length: 10 }, (_, i) => dockerJob(`job-${i}`, cron('0 * * * *')))
    let draw = 0
    oven.start({ wake: { network: here, random: () => (draw++ % 10) / 10 } })
    oven.clock.sleep(HOUR)
    const wokeAt = oven.clock.now()
    oven.scheduler.wake('resume')
    expect(oven.launched).toEqual([])
    await oven.clock.advance(10_000)
    expect(oven.launched.map(({ at }) => at - wokeAt).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, i) => i * 500),
    )
    await oven.clock.advance(HOUR)
    expect(
      oven.launched.slice(10).every(({ lateByMs, at, dueAt }) => lateByMs === 0 && at === Date.parse(dueAt)),
    ).toBe(true)
    expect(oven.launched).toHaveLength(20)
  })

  test('a moment that waits is given up when a newer one of its job starts', async () => {
    const oven = schedulerFixture('2026-01-01T00:59:00Z')
    oven.jobs = [dockerJob('job', cron('*/10 * * * *'))]
    oven.start({ wake: { network: here, random: () => 0.8 } })
    oven.clock.sleep(10 * MINUTE + 58_000)
    oven.scheduler.wake('resume')
    await oven.clock.advance(MINUTE)
    expect(oven.due()).toEqual(['2026-01-01T01:10:00.000Z'])
    expect(oven.ledger('job')).toEqual([
      ['2026-01-01T01:00:00Z', 'missed', 'asleep'],
      ['2026-01-01T01:10:00Z', 'claimed', null],
    ])
  })
})

describe('the network', () => {
  function flakyNetwork(asks: (string | null)[] = []) {
    const state = { up: false, asks }
    const network: Network = {
      ready: (host) => {
        asks.push(host)
        return Promise.resolve(state.up)
      },
    }
    return { state, network }
  }

  test('after waking it is waited for, by jobs that have one', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    const { state, network } = flakyNetwork()
    oven.jobs = [
      pipelineJob('review', cron('0 * * * *')),
      dockerJob('fetch', cron('0 * * * *')),
      dockerJob('tidy', cron('0 * * * *'), { network: 'none' }),
    ]
    oven.start({ wake: { network, random: () => 0 } })
    oven.clock.sleep(HOUR)
    oven.scheduler.wake('resume')
    await oven.clock.advance(9_000)
    expect(oven.launched.map(({ jobId }) => jobId)).toEqual(['tidy'])
    state.up = true
    await oven.clock.advance(3_000)
    expect(oven.launched.map(({ jobId }) => jobId).sort()).toEqual(['fetch', 'review', 'tidy'])
    expect(new Set(state.asks)).toEqual(new Set(['git.example.org', null]))
  })

  test('for a minute at most', async () => {
    const oven = schedulerFixture('2026-01-01T00:30:00Z')
    oven.jobs = [dockerJob('fetch', cron('0 * * * *'))]
    oven.start({ wake: { network: flakyNetwork().network, random: () => 0 } })
    oven.clock.sleep(HOUR)
    const wokeAt = oven.clock.now()
    oven.scheduler.wake('resume')
    await oven.clock.advance(2 * MINUTE)
    expect(oven.launched.map(({ at }) => at - wokeAt)).toEqual([MINUTE])
  })

  test('what comes due while it is away waits too; once there, nobody asks again until the next gap', async () => {
    const oven = schedulerFixture('2026-01-01T00:58:30Z')
    const { state, network } = flakyNetwork()
    oven.jobs = [dockerJob('fetch', cron('* * * * *'))]
    oven.start({ wake: { network, random: () => 0 } })
    // No word from the machine: the late look alone tells that it slept.
    oven.clock.sleep(HOUR + 20_000)
    await oven.clock.advance(40_000)
    expect(oven.launched).toEqual([])
    state.up = true
    await oven.clock.advance(5 * MINUTE)
    const asked = state.asks.length
    await oven.clock.advance(10 * MINUTE)
    expect(state.asks.length).toBe(asked)
    expect(oven.launched.length).toBeGreaterThan(14)
    expect(oven.launched.slice(3).every(({ at, dueAt }) => at === Date.parse(dueAt))).toBe(true)
  })
})
