import { expect, test } from 'vitest'
import type { Clock } from '../../../core/ports/clock.ts'
import { cron, dockerJob, schedulerFixture } from './scheduler-fixture.ts'

/** Under the machine's own clock, beside other tests on few cores: the bound is wide. `npm run bench` measures closely. */
test('real seconds are met', async () => {
  const clock: Clock = {
    now: Date.now,
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const oven = schedulerFixture(new Date().toISOString())
  oven.jobs = Array.from({ length: 100 }, (_, i) => dockerJob(`job-${i}`, cron('* * * * * *')))
  const lateMs: number[] = []
  const seconds = new Set<string>()
  oven.start({
    clock,
    yieldNow: undefined,
    launch: (due) => {
      const now = Date.now()
      for (const { dueAt } of due) {
        lateMs.push(now - Date.parse(dueAt))
        seconds.add(dueAt)
      }
    },
  })
  await expect.poll(() => seconds.size).toBeGreaterThanOrEqual(3)
  oven.scheduler.stop()
  expect(lateMs.length).toBe(seconds.size * 100)
  expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0)
  expect(lateMs.sort((a, b) => a - b)[Math.floor(lateMs.length / 2)]).toBeLessThan(5_000)
})
