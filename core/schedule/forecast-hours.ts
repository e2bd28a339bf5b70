import type { Job, Schedule } from '../../contract/index.ts'
import { type MomentContext, nextDueAfter } from './moments.ts'

const HOUR_MS = 3_600_000
/** A job with more moments than this in one hour is not walked through all the others. */
const DENSE = 20
/** Moments worked out before other work gets a turn. One takes about 0.05 ms. */
const SLICE = 100

/** What is to come in an hour: how many moments, and the first of them. */
export interface ForecastHour {
  count: number
  due: { jobId: string; dueAtMs: number }[]
}

/**
 * What enabled jobs are due for in each of the hours (one after another, ms since 1970) after `afterMs`; `each` moments of
 * an hour are answered one by one. A pattern fires as often in each full hour it fires in, so that of a job that is due
 * every minute one hour is counted and the others are only looked into.
 */
export async function forecastHours(
  jobs: readonly Job[],
  hours: readonly { fromMs: number; untilMs: number }[],
  options: {
    afterMs: number
    timezone: string
    each: number
    yieldNow?: () => Promise<void>
  },
): Promise<ForecastHour[]> {
  const { timezone, each } = options
  const yieldNow = options.yieldNow ?? (() => new Promise<void>((resolve) => setImmediate(resolve)))
  const forecast = hours.map((): ForecastHour => ({ count: 0, due: [] }))
  let steps = 0
  for (const job of jobs) {
    if (!job.enabled) continue
    for (const found of walkHours(job.schedule, hours, options.afterMs, { timezone, jobId: job.id })) {
      steps += 1
      if (steps % SLICE === 0) await yieldNow()
      const hour = forecast[found.hour]!
      hour.count += found.count
      // One too many tells that there are more.
      if (hour.due.length <= each) hour.due.push({ jobId: job.id, dueAtMs: found.dueAtMs })
    }
  }
  for (const hour of forecast) {
    if (hour.count > each) hour.due = []
    hour.due.sort((a, b) => a.dueAtMs - b.dueAtMs)
  }
  return forecast
}

/** Moments of one schedule with the hour they fall in; in dense hours one stands for `count`. */
function* walkHours(
  schedule: Schedule,
  hours: readonly { fromMs: number; untilMs: number }[],
  afterMs: number,
  context: MomentContext,
): Generator<{ hour: number; dueAtMs: number; count: number }> {
  const untilMs = hours.at(-1)?.untilMs ?? 0
  let after = Math.max(afterMs, (hours[0]?.fromMs ?? 0) - 1)
  let hour = 0
  /** How often it fires in a full hour, once that is known to be often. */
  let perHour: number | null = null
  let seen = 0
  for (;;) {
    const dueAtMs = nextDueAfter(schedule, after, context)
    if (dueAtMs === null || dueAtMs >= untilMs) return
    const before = hour
    while (hours[hour]!.untilMs <= dueAtMs) hour += 1
    const { fromMs, untilMs: hourEndMs } = hours[hour]!
    if (hour !== before) {
      const full = hours[before]!
      const wasFull = full.untilMs - full.fromMs === HOUR_MS && full.fromMs > afterMs
      if (wasFull && seen > DENSE) perHour ??= seen
      seen = 0
    }
    if (perHour !== null && schedule.type === 'cron' && hourEndMs - fromMs === HOUR_MS) {
      yield { hour, dueAtMs, count: perHour }
      after = hourEndMs - 1
      continue
    }
    seen += 1
    yield { hour, dueAtMs, count: 1 }
    after = dueAtMs
  }
}
