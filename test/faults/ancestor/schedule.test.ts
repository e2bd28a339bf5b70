import { expect, test } from 'vitest'
import { cron, dockerJob, HOUR, schedulerFixture } from '../../core/schedule/scheduler-fixture.ts'

const dues = (oven: ReturnType<typeof schedulerFixture>) => oven.launched.map(({ dueAt }) => dueAt)

test('the hour that comes twice in autumn has all its quarters, twice', async () => {
  const oven = schedulerFixture('2026-10-24T23:50:00Z')
  oven.jobs = [dockerJob('quarters', cron('*/15 * * * *', 'Europe/Berlin'))]
  oven.start()
  await oven.clock.advanceTo('2026-10-25T02:05:00Z')
  expect(dues(oven)).toEqual(
    Array.from({ length: 9 }, (_, index) => new Date(Date.UTC(2026, 9, 25, 0, 15 * index)).toISOString()),
  )
})

test('a job at half past two runs on both days on which clocks change, once', async () => {
  const spring = schedulerFixture('2026-03-28T20:00:00Z')
  spring.jobs = [dockerJob('nightly', cron('30 2 * * *', 'Europe/Berlin'))]
  spring.start()
  await spring.clock.advanceTo('2026-03-29T20:00:00Z')
  expect(dues(spring)).toHaveLength(1)
  const autumn = schedulerFixture('2026-10-24T20:00:00Z')
  autumn.jobs = [dockerJob('nightly', cron('30 2 * * *', 'Europe/Berlin'))]
  autumn.start()
  await autumn.clock.advanceTo('2026-10-25T20:00:00Z')
  expect(dues(autumn)).toHaveLength(1)
})

test('a weekly job that was missed by 30 hours is made up for', () => {
  const oven = schedulerFixture('2026-01-01T00:30:00Z')
  oven.jobs = [dockerJob('weekly', cron('0 2 * * 5'))]
  oven.start()
  oven.scheduler.stop()
  oven.clock.sleep(25.5 * HOUR + 30 * HOUR)
  oven.start()
  expect(oven.launched).toEqual([
    expect.objectContaining({ dueAt: '2026-01-02T02:00:00.000Z', trigger: 'catch-up' }),
  ])
})
