import { expect, test } from 'vitest'
import { placePopover } from '../../electron/place-popover.ts'

const size = { width: 380, height: 560 }
const workArea = { x: 0, y: 25, width: 1440, height: 875 }

test('it hangs centred below the icon', () => {
  const icon = { x: 700, y: 0, width: 24, height: 24 }
  expect(placePopover({ icon, size, workArea })).toEqual({ x: 522, y: 28, ...size })
})

test('it stays on the screen at the right edge', () => {
  const icon = { x: 1410, y: 0, width: 24, height: 24 }
  expect(placePopover({ icon, size, workArea }).x).toBe(1440 - 380)
})

test('it stays on a second screen left of the first', () => {
  const left = { x: -1920, y: 25, width: 1920, height: 1055 }
  const icon = { x: -1915, y: 0, width: 24, height: 24 }
  expect(placePopover({ icon, size, workArea: left })).toMatchObject({ x: -1920, y: 28 })
})

test('it stands above a bar at the bottom', () => {
  const area = { x: 0, y: 0, width: 1440, height: 860 }
  const icon = { x: 700, y: 868, width: 24, height: 24 }
  expect(placePopover({ icon, size, workArea: area })).toMatchObject({ y: 860 - 560 })
})

test('on a small screen it is as high as the screen', () => {
  const area = { x: 0, y: 25, width: 1024, height: 400 }
  const icon = { x: 500, y: 0, width: 24, height: 24 }
  expect(placePopover({ icon, size, workArea: area })).toMatchObject({ y: 25, height: 400 })
})

test('without an icon to hang from it takes the upper right corner', () => {
  const icon = { x: 0, y: 0, width: 0, height: 0 }
  expect(placePopover({ icon, size, workArea })).toMatchObject({ x: 1440 - 380 - 4, y: 29 })
})
