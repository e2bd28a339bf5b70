import type { Schedule } from '../../contract/index.ts'
import { cronPattern } from './cron-pattern.ts'
import { nextRandomMoment } from './random-window.ts'
import { instantOf } from './zoned-time.ts'

/** What a schedule's moments depend on beside its own text. `timezone` is the oven's; the schedule's own goes first. */
export interface MomentContext {
  timezone: string
  jobId: string
}

/**
 * The first moment after `afterMs` at which a schedule is due, in ms since 1970; null when there is none. Throws for a
 * schedule that `checkSchedule` would refuse.
 */
export function nextDueAfter(schedule: Schedule, afterMs: number, context: MomentContext): number | null {
  switch (schedule.type) {
    case 'cron':
      return cronPattern(schedule.cron, schedule.timezone ?? context.timezone).next(afterMs)
    case 'once': {
      const due = onceMoment(schedule.datetime, schedule.timezone ?? context.timezone)
      return due > afterMs ? due : null
    }
    case 'random-window':
      return nextRandomMoment(schedule, afterMs, {
        ...context,
        timezone: schedule.timezone ?? context.timezone,
      })
    case 'manual':
      return null
  }
}

/** The moments after `afterMs` up to and with `untilMs`, oldest first: the newest `limit` when there are more. */
export interface DueMoments {
  due: number[]
  truncated: boolean
}

/**
 * Every moment of a schedule in (afterMs, untilMs], in a few steps: each step works out at most `stepSize` moments, so
 * that a caller with other things to do can stop between them. The last step answers the moments.
 */
export function* walkDue(
  schedule: Schedule,
  afterMs: number,
  untilMs: number,
  context: MomentContext,
  { limit, stepSize }: { limit: number; stepSize: number },
): Generator<void, DueMoments> {
  const due: number[] = []
  let next = nextDueAfter(schedule, afterMs, context)
  while (next !== null && next <= untilMs && due.length < limit) {
    due.push(next)
    if (due.length % stepSize === 0) yield
    next = nextDueAfter(schedule, next, context)
  }
  if (next === null || next > untilMs || schedule.type !== 'cron') {
    return { due, truncated: next !== null && next <= untilMs }
  }
  const pattern = cronPattern(schedule.cron, schedule.timezone ?? context.timezone)
  const newest: number[] = []
  while (newest.length < limit) {
    const before = newest.at(-1) ?? Math.floor(untilMs / 1000) * 1000 + 1000
    const chunk = pattern.previous(before, Math.min(stepSize, limit - newest.length))
    if (chunk.length === 0) break
    newest.push(...chunk)
    yield
  }
  return { due: newest.reverse(), truncated: true }
}

/** `walkDue` in one go. Bounded by `limit`; a thousand cron moments take about 40 ms. */
export function dueBetween(
  schedule: Schedule,
  afterMs: number,
  untilMs: number,
  { limit, ...context }: MomentContext & { limit: number },
): DueMoments {
  const walk = walkDue(schedule, afterMs, untilMs, context, { limit, stepSize: 1000 })
  for (;;) {
    const step = walk.next()
    if (step.done) return step.value
  }
}

/** The next `count` moments after `afterMs`, as a preview shows them. */
export function nextMoments(
  schedule: Schedule,
  afterMs: number,
  count: number,
  context: MomentContext,
): number[] {
  const moments: number[] = []
  let next = nextDueAfter(schedule, afterMs, context)
  while (next !== null && moments.length < count) {
    moments.push(next)
    next = nextDueAfter(schedule, next, context)
  }
  return moments
}

/** When a one-time schedule is due, in ms since 1970: by its own offset, else by the clocks of `timezone`. */
export function onceMoment(datetime: string, timezone: string): number {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?$/.exec(datetime)
  if (match === null) throw new RangeError(`"${datetime}" is not a date and time.`)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0))
  const ms = Number((match[7] ?? '').padEnd(3, '0'))
  const wall = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second!, ms }
  const offset = match[8]
  if (offset === undefined) return instantOf(wall, timezone)
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second, ms)
  if (offset === 'Z') return asUtc
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return asUtc - (offset[0] === '-' ? -minutes : minutes) * 60_000
}
