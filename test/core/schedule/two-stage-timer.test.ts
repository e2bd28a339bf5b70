import { expect, test } from 'vitest'
import { createTwoStageTimer } from '../../../core/schedule/two-stage-timer.ts'
import { FakeClock } from '../../support/fake-clock.ts'

/** Sets the timer again at every wake, as its user does, and tells how long each timer was and when the last one ended. */
async function wakesUntil(dueInMs: number): Promise<{ delays: number[]; endedAfterMs: number }> {
  const clock = new FakeClock()
  const start = clock.now()
  const delays: number[] = []
  const spied = {
    now: clock.now,
    after: (delayMs: number, callback: () => void) => {
      delays.push(delayMs)
      // A real timer is late by about a thousandth of its length.
      return clock.after(delayMs + Math.floor(delayMs * 0.001), callback)
    },
  }
  let endedAfterMs = Number.NaN
  const timer = createTwoStageTimer({
    clock: spied,
    onWake: () => {
      if (clock.now() < start + dueInMs) timer.set(start + dueInMs)
      else endedAfterMs = clock.now() - start
    },
  })
  timer.set(start + dueInMs)
  await clock.advance(dueInMs + 60_000)
  timer.cancel()
  return { delays, endedAfterMs }
}

test.each([0, 1, 19, 25, 60, 1_000, 29_990, 30_000, 30_050, 59_999, 61_000, 3_600_000])(
  'a moment %i ms away is met exactly, its last timer being short',
  async (dueInMs) => {
    const { delays, endedAfterMs } = await wakesUntil(dueInMs)
    expect(endedAfterMs).toBe(dueInMs)
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000)
    expect(delays.at(-1)).toBeLessThanOrEqual(100)
    expect(delays.length).toBeLessThanOrEqual(Math.ceil(dueInMs / 30_000) + 4)
  },
)

test('with nothing to wait for it still looks twice a minute, until it is cancelled', async () => {
  const clock = new FakeClock()
  let wakes = 0
  const timer = createTwoStageTimer({
    clock,
    onWake: () => {
      wakes += 1
      timer.set(null)
    },
  })
  timer.set(null)
  await clock.advance(5 * 60_000)
  expect(wakes).toBe(10)
  timer.cancel()
  await clock.advance(5 * 60_000)
  expect(wakes).toBe(10)
  expect(clock.timers).toBe(0)
})
