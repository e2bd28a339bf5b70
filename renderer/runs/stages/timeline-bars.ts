import type { Stage } from '../../../contract/index.ts'

/** A stage's place in time: fractions of the axis, and the row in which it does not lie over another. */
export interface TimelineBar {
  stage: Stage
  row: number
  from: number
  to: number
}

export interface Timeline {
  bars: TimelineBar[]
  rows: number
  /** Length of the axis. */
  lengthMs: number
  /** Round moments on the axis, in milliseconds since its beginning. */
  marks: number[]
}

/** A bar has at least this part of the axis, so that a short stage can be seen and pressed. */
const LEAST = 0.012
const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
)
const MOST_MARKS = 6
const LAST_MARK = 0.96

/**
 * Lays a run's stages out on one axis of time, from when the first began to when the last ended, or now. Stages that ran
 * beside each other lie in rows below each other; one that began after others had ended takes the highest free row.
 */
export function layOutTimeline(stages: readonly Stage[], now: number): Timeline | null {
  const begun = stages
    .filter((stage) => stage.startedAt !== null)
    .map((stage) => ({ stage, from: Date.parse(stage.startedAt!), to: endOf(stage, now) }))
    .sort((a, b) => a.from - b.from || a.to - b.to)
  if (begun.length === 0) return null
  const start = begun[0]!.from
  const lengthMs = Math.max(200, ...begun.map(({ to }) => to - start))
  const ends: number[] = []
  const bars = begun.map(({ stage, from, to }) => {
    const free = ends.findIndex((end) => end <= from)
    const row = free === -1 ? ends.length : free
    const width = Math.max((to - from) / lengthMs, LEAST)
    const begin = Math.min((from - start) / lengthMs, 1 - width)
    ends[row] = Math.max(to, from + LEAST * lengthMs)
    return { stage, row, from: begin, to: begin + width }
  })
  return { bars, rows: ends.length, lengthMs, marks: marksOf(lengthMs) }
}

function endOf(stage: Stage, now: number): number {
  const from = Date.parse(stage.startedAt!)
  if (stage.finishedAt !== null) return Math.max(from, Date.parse(stage.finishedAt))
  if (stage.durationMs !== null) return from + stage.durationMs
  return stage.status === 'running' ? Math.max(from, now) : from
}

function marksOf(lengthMs: number): number[] {
  const step = STEPS_MS.find((each) => lengthMs / each <= MOST_MARKS) ?? STEPS_MS.at(-1)!
  // A mark at the very end would stand beyond it.
  const count = Math.floor((lengthMs * LAST_MARK) / step)
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}
