import type { Clock } from '../ports/clock.ts'

/** The wall clock is looked at again at least this often: it may be set, and the machine may sleep. */
export const RELOOK_MS = 30_000
/** A timer is late by about 0.1 % of its length, so a long one ends this much early and a short one goes the rest. */
const LEAD_MS = 20
const LEAD_SHARE = 0.002

export interface TwoStageTimer {
  /** Calls `onWake` at `dueAtMs`, and before that now and then, so that a changed wall clock is seen. */
  set(dueAtMs: number | null): void
  cancel(): void
}

/** One timer for any distance, exact to a few milliseconds at its end. */
export function createTwoStageTimer({ clock, onWake }: { clock: Clock; onWake: () => void }): TwoStageTimer {
  let cancelTimer: (() => void) | undefined

  function cancel(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  return {
    set(dueAtMs) {
      cancel()
      const leftMs = dueAtMs === null ? Number.POSITIVE_INFINITY : dueAtMs - clock.now()
      cancelTimer = clock.after(sleepFor(leftMs), () => {
        cancelTimer = undefined
        onWake()
      })
    },
    cancel,
  }
}

function sleepFor(leftMs: number): number {
  if (leftMs > 2 * RELOOK_MS) return RELOOK_MS
  const leadMs = LEAD_MS + leftMs * LEAD_SHARE
  if (leftMs <= leadMs + 5) return Math.max(0, leftMs)
  return Math.min(RELOOK_MS, Math.floor(leftMs - leadMs))
}
