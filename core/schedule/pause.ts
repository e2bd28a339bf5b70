import type { Pause } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { OvenNotes } from '../ports/oven-notes.ts'
import { createTwoStageTimer } from './two-stage-timer.ts'

const NOTE = 'pauses'
/** So many pauses are remembered, and so long: no job can make up for anything older. */
const REMEMBERED = 200
const REMEMBERED_MS = 366 * 24 * 3_600_000

/** From `fromMs` to before `untilMs`, `null` while nobody has said when it ends. Ms since 1970. */
interface Interval {
  fromMs: number
  untilMs: number | null
}

export interface SchedulePause {
  /** Throws `pause-past` when the end is not to come. */
  pause(options: { until: string | null }): Pause
  resume(): { resumed: boolean }
  /** What holds now. */
  state(): Pause | null
  /** Whether the schedules were paused at a moment, also one that is past: a machine may sleep through the whole pause. */
  wasPausedAt(ms: number): boolean
  /** Tells the clients when a pause ends by itself, until `stop`. */
  start(): void
  stop(): void
}

/** Keeps when the schedules were paused. `onChange` is called whenever a pause begins, moves or ends. */
export function createSchedulePause(options: {
  clock: Clock
  notes: OvenNotes
  changes: Pick<ChangeHub, 'emit'>
}): SchedulePause {
  const { clock, notes, changes } = options
  let intervals: Interval[] = readIntervals(notes.read(NOTE))
  let watched: Interval | null = null
  const timer = createTwoStageTimer({ clock, onWake: look })
  let started = false

  function present(): Interval | null {
    const nowMs = clock.now()
    return intervals.find((interval) => holds(interval, nowMs)) ?? null
  }

  function keep(next: Interval[]): void {
    const nowMs = clock.now()
    const kept = next
      .filter(({ untilMs }) => untilMs === null || untilMs > nowMs - REMEMBERED_MS)
      .slice(-REMEMBERED)
    notes.write(NOTE, JSON.stringify(kept), new Date(nowMs).toISOString())
    intervals = kept
    changes.emit({ type: 'pause' })
    look()
  }

  function look(): void {
    if (!started) return
    const now = present()
    if (watched !== null && now === null) changes.emit({ type: 'pause' })
    watched = now
    if (now?.untilMs != null) timer.set(now.untilMs)
    else timer.cancel()
  }

  function state(): Pause | null {
    const now = present()
    return now === null
      ? null
      : { since: isoOf(now.fromMs), until: now.untilMs === null ? null : isoOf(now.untilMs) }
  }

  return {
    pause({ until }) {
      const nowMs = clock.now()
      const untilMs = until === null ? null : Date.parse(until)
      if (untilMs !== null && untilMs <= nowMs) {
        throw new OvenError('pause-past', `Schedules cannot be paused until ${until}: that is past.`, {
          kind: 'INPUT_INVALID',
          hint: 'Give an instant to come, or none to pause until they are resumed.',
          fields: [{ field: 'until', message: 'The field "until" must be an instant to come.' }],
        })
      }
      const now = present()
      keep([...intervals.filter((each) => each !== now), { fromMs: now?.fromMs ?? nowMs, untilMs }])
      return state()!
    },
    resume() {
      const now = present()
      if (now === null) return { resumed: false }
      keep([...intervals.filter((each) => each !== now), { fromMs: now.fromMs, untilMs: clock.now() }])
      return { resumed: true }
    },
    state,
    wasPausedAt: (ms) => intervals.some((interval) => holds(interval, ms)),
    start() {
      started = true
      look()
    },
    stop() {
      started = false
      timer.cancel()
    },
  }
}

const isoOf = (ms: number) => new Date(ms).toISOString()

function holds({ fromMs, untilMs }: Interval, ms: number): boolean {
  return ms >= fromMs && (untilMs === null || ms < untilMs)
}

function readIntervals(text: string | null): Interval[] {
  return text === null ? [] : (JSON.parse(text) as Interval[])
}
