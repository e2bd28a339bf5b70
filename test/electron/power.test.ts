import { expect, test } from 'vitest'
import { watchPower } from '../../electron/power.ts'
import { powerMonitor } from '../support/electron-double/machine.ts'

test('sleep, wake and unlock reach the scheduler', () => {
  const reasons: string[] = []
  watchPower({ powerMonitor: powerMonitor as never, wake: (reason) => reasons.push(reason) })
  for (const event of ['suspend', 'resume', 'unlock-screen', 'lock-screen', 'on-battery'])
    powerMonitor.emit(event)
  expect(reasons).toEqual(['suspend', 'resume', 'unlock-screen'])
})
