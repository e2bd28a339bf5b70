import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { afterAwake } from '../../../adapters/docker/waking-timer.ts'

function holdUp(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}

test('time in which the process was held up does not count', async () => {
  let called = false
  afterAwake(200, () => {
    called = true
  })
  holdUp(600)
  await pause(60)
  expect(called).toBe(false)
  await expect.poll(() => called).toBe(true)
})

test('a cancelled one does not call', async () => {
  let called = false
  const cancel = afterAwake(50, () => {
    called = true
  })
  cancel()
  await pause(200)
  expect(called).toBe(false)
})
