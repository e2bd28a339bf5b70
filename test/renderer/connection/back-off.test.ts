import { expect, test } from 'vitest'
import { backOffMs } from '../../../renderer/connection/back-off.ts'

test('doubles from under half a second up to ten, spread by a quarter', () => {
  expect([0, 1, 2, 3].map((attempt) => backOffMs(attempt, () => 0.5))).toEqual([400, 800, 1600, 3200])
  expect(backOffMs(50, () => 0.5)).toBe(10_000)
  expect(backOffMs(0, () => 0)).toBe(300)
  expect(backOffMs(0, () => 1)).toBe(500)
})
