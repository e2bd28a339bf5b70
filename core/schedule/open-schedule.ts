import type { Job } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { createScheduleDefaults } from '../config/schedule-defaults.ts'
import type { OvenOptions } from '../oven-options.ts'
import { createSchedulePause, type SchedulePause } from './pause.ts'
import { createScheduler } from './scheduler.ts'
import type { Scheduler, SchedulerOptions } from './scheduler-options.ts'
import { createSlotService, type SlotService } from './slot-service.ts'

/** After a boot the network may take this long to be there. */
const FRESH_BOOT_SECONDS = 300

/** Schedules, put together: what is due, what was, and the pause that holds for all. */
export function openSchedule(
  options: Pick<OvenOptions, 'clock' | 'notes' | 'slots' | 'config' | 'network' | 'machine'> &
    Pick<SchedulerOptions, 'onMissed' | 'launch' | 'lastRunAt' | 'onWarning'> & {
      jobs: () => Job[]
      timezone: () => string
      changes: ChangeHub
    },
): { pause: SchedulePause; scheduler: Scheduler; slots: SlotService } {
  const { clock, notes, slots, config, changes, timezone, jobs } = options
  const pause = createSchedulePause({ clock, notes, changes })
  const defaults = createScheduleDefaults({ read: () => config.read().schedules })
  const scheduler = createScheduler({
    clock,
    slots,
    jobs: () => defaults.applyTo(jobs()),
    wasPausedAt: pause.wasPausedAt,
    onMissed: options.onMissed,
    timezone,
    launch: options.launch,
    wake: {
      network: options.network,
      random: Math.random,
      isFreshBoot: options.machine.upSeconds < FRESH_BOOT_SECONDS,
    },
    lastRunAt: options.lastRunAt,
    changes,
    onWarning: options.onWarning,
  })
  return { pause, scheduler, slots: createSlotService({ slots, clock, timezone, scheduler, jobs }) }
}
