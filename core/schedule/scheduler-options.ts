import type { Job } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network } from '../ports/network.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import type { Launch, MissedSlot } from './settling-batch.ts'

export interface SchedulerOptions {
  clock: Clock
  slots: SlotStore
  /** All jobs as they are now; disabled ones are left alone. */
  jobs: () => readonly Job[]
  /** The oven's own zone. A change is noticed within 30 s. */
  timezone: () => string
  /**
   * Takes claimed slots and makes runs of them, before it returns. What it answers resolves when these runs have ended; the
   * next slot of a job that catches up `all` waits for that.
   */
  launch: Launch
  /** How starts are held back after the machine woke or the host started. Left out, they are not. */
  wake?: {
    network: Network
    /** From 0 to below 1, as `Math.random`. */
    random: () => number
    /** True when the machine has only just booted, so that the network may be on its way at the start too. */
    isFreshBoot?: boolean
  }
  /** Whether all schedules were paused at a moment (ms since 1970): then it is skipped. By default never. */
  wasPausedAt?: (ms: number) => boolean
  /** Told of moments that were recorded as missed. */
  onMissed?: (slots: readonly MissedSlot[]) => void
  changes: Pick<ChangeHub, 'emit'>
  /** Told in a sentence what the user should know. By default a `warning` among the changes. */
  onWarning?: (sentence: string) => void
  /** What the terminal ancestor noted as a job's last run (ms since 1970); asked once, by an oven that knows no schedule yet. */
  lastRunAt?: (jobId: string) => number | null
  /** Lets other work run between two slices. By default `setImmediate`. */
  yieldNow?: () => Promise<void>
  limits?: Partial<SchedulerLimits>
}

export interface SchedulerLimits {
  /** Due moments worked out before other work gets a turn. One takes about 0.1 ms. */
  momentsPerSlice: number
  /** Missed moments recorded for one job after a gap; of more, the newest. */
  missedPerJob: number
}

export interface Scheduler {
  /** Between `start` and `stop`. Only then does it know next moments. */
  readonly running: boolean
  /** Settles what came due since the last look, then fires on time until `stop`. Works once. */
  start(): void
  /** Stops firing and writes down how far it got. */
  stop(): void
  /** Looks at the jobs again. A new, edited or enabled schedule counts from now. */
  refresh(): void
  /** Looks at the clock at once: the machine woke, or something else tells that time has passed. */
  wake(reason: string): void
  /** When a job is due next; null when it is not, or not enabled. */
  nextDueAt(jobId: string): string | null
  /** The next due moments of all jobs, earliest first: at most `limit` (default 100), up to `untilMs`. */
  upcoming(options?: { limit?: number; untilMs?: number }): { jobId: string; dueAt: string }[]
}
