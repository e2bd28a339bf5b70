import type { PowerMonitor } from 'electron'

/** Why the oven should look at its clock again. */
export type WakeReason = 'resume' | 'unlock-screen' | 'suspend'

/** Tells the scheduler when the machine slept or woke: timers do not count the time asleep. */
export function watchPower(options: {
  powerMonitor: Pick<PowerMonitor, 'on'>
  wake: (reason: WakeReason) => void
}): void {
  const { powerMonitor, wake } = options
  powerMonitor.on('suspend', () => wake('suspend'))
  powerMonitor.on('resume', () => wake('resume'))
  powerMonitor.on('unlock-screen', () => wake('unlock-screen'))
}
