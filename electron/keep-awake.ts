import type { PowerMonitor, PowerSaveBlocker } from 'electron'
import type { Settings } from '../contract/index.ts'

export type KeepAwakeWish = Settings['desktop']['keepAwake']

export interface KeepAwake {
  /** What is known now: how many runs are at work, and what the settings say. */
  update(known: { activeRuns: number; wish: KeepAwakeWish }): void
  isHeld(): boolean
}

/**
 * Keeps the machine from going to sleep while runs are at work, where the settings want that. The same hold keeps macOS
 * from slowing this app's timers (App Nap), and is given back with the last run: an idle oven never holds it. The display
 * may sleep.
 */
export function createKeepAwake(options: {
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop'>
  powerMonitor: Pick<PowerMonitor, 'on' | 'isOnBatteryPower'>
}): KeepAwake {
  const { powerSaveBlocker, powerMonitor } = options
  let held: number | null = null
  let activeRuns = 0
  let wish: KeepAwakeWish = 'never'

  function settle(): void {
    const wanted =
      activeRuns > 0 && (wish === 'always' || (wish === 'on-power' && !powerMonitor.isOnBatteryPower()))
    if (wanted === (held !== null)) return
    if (held === null) held = powerSaveBlocker.start('prevent-app-suspension')
    else {
      powerSaveBlocker.stop(held)
      held = null
    }
  }

  powerMonitor.on('on-ac', settle)
  powerMonitor.on('on-battery', settle)
  return {
    update(known) {
      activeRuns = known.activeRuns
      wish = known.wish
      settle()
    },
    isHeld: () => held !== null,
  }
}
