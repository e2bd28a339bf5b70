import { expect, test } from 'vitest'
import { restoreBounds } from '../../electron/window-bounds.ts'

const screens = [
  { x: 0, y: 25, width: 1440, height: 875 },
  { x: 1440, y: 0, width: 1920, height: 1080 },
]

test('a first window is centred at its usual size', () => {
  expect(restoreBounds(null, screens)).toEqual({ width: 1120, height: 760 })
})

test('a window comes back where it was, on any screen', () => {
  const saved = { x: 1600, y: 100, width: 1000, height: 700 }
  expect(restoreBounds(saved, screens)).toEqual(saved)
})

test('a window of a screen that is gone comes to the first one', () => {
  const saved = { x: 1600, y: 100, width: 1000, height: 700 }
  expect(restoreBounds(saved, screens.slice(0, 1))).toEqual({ width: 1120, height: 760 })
})

test('a window whose title bar would be above the screen is not put there', () => {
  expect(restoreBounds({ x: 10, y: -50, width: 900, height: 600 }, screens)).toEqual({
    width: 1120,
    height: 760,
  })
})

test('a window larger than its screen shrinks to it', () => {
  expect(restoreBounds({ x: 0, y: 25, width: 3000, height: 2000 }, screens)).toEqual({
    x: 0,
    y: 25,
    width: 1440,
    height: 875,
  })
})
