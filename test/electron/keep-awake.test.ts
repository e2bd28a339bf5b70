import { beforeEach, expect, test } from 'vitest'
import { createKeepAwake } from '../../electron/keep-awake.ts'
import { powerMonitor, powerSaveBlocker } from '../support/electron-double/machine.ts'
import { world } from '../support/electron-double/world.ts'

const held = () => [...world.powerSaveBlockers.values()]
const create = () => createKeepAwake({ powerSaveBlocker, powerMonitor: powerMonitor as never })

function plug(isOnBattery: boolean) {
  world.isOnBattery = isOnBattery
  powerMonitor.emit(isOnBattery ? 'on-battery' : 'on-ac')
}

beforeEach(() => {
  world.powerSaveBlockers.clear()
  world.isOnBattery = false
  powerMonitor.removeAllListeners()
})

test('the machine is kept awake from the first run to the last, by one hold that lets the display sleep', () => {
  const keepAwake = create()
  keepAwake.update({ activeRuns: 0, wish: 'always' })
  expect(held()).toEqual([])
  keepAwake.update({ activeRuns: 1, wish: 'always' })
  keepAwake.update({ activeRuns: 2, wish: 'always' })
  expect(held()).toEqual(['prevent-app-suspension'])
  keepAwake.update({ activeRuns: 0, wish: 'always' })
  expect(held()).toEqual([])
})

test('unasked it never is', () => {
  const keepAwake = create()
  keepAwake.update({ activeRuns: 3, wish: 'never' })
  expect(keepAwake.isHeld()).toBe(false)
})

test('on its power adapter only: the plug decides, also in the middle of a run', () => {
  const keepAwake = create()
  plug(true)
  keepAwake.update({ activeRuns: 1, wish: 'on-power' })
  expect(held()).toEqual([])
  plug(false)
  expect(held()).toHaveLength(1)
  plug(true)
  expect(held()).toEqual([])
})

test('a changed setting counts at once', () => {
  const keepAwake = create()
  keepAwake.update({ activeRuns: 1, wish: 'always' })
  keepAwake.update({ activeRuns: 1, wish: 'never' })
  expect(held()).toEqual([])
})
