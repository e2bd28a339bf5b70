import type { DayStats, JobMarks, JobTotals, Outcome, RunPoint } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { RunSum, StatsStore } from '../ports/stats-store.ts'
import { type CalendarDay, calendarDaysUntil } from '../schedule/calendar-days.ts'
import { totalsOf } from './job-totals.ts'

export interface StatsServiceOptions {
  store: StatsStore
  clock: Clock
  /** The oven's own zone: days are those of its clocks. */
  timezone: () => string
  jobIds: () => readonly string[]
}

/** Figures of the history. */
export interface StatsService {
  days(request: { days: number; jobId?: string }): DayStats[]
  jobs(request: { ids?: readonly string[]; limit: number }): JobMarks[]
  job(request: { id: string; limit: number }): { jobId: string; runs: RunPoint[]; totals: JobTotals }
}

/** Puts the store's sums in the shape that people ask for. */
export function createStats({ store, clock, timezone, jobIds }: StatsServiceOptions): StatsService {
  return {
    days({ days, jobId }) {
      const wanted = calendarDaysUntil(clock.now(), days, timezone())
      const sums = Map.groupBy(store.sums(wanted, jobId), (sum) => sum.stretch)
      return wanted.map((day, index) => dayStats(day, sums.get(index) ?? []))
    },
    jobs({ ids, limit }) {
      const wanted = ids ?? jobIds()
      const newest = store.newest(wanted, limit)
      return wanted.map((jobId) => ({ jobId, runs: newest.get(jobId) ?? [] }))
    },
    job({ id, limit }) {
      const runs = store.points(id, limit)
      return { jobId: id, runs, totals: totalsOf(runs) }
    },
  }
}

function dayStats(day: CalendarDay, sums: readonly RunSum[]): DayStats {
  const outcomes: Record<Outcome, number> = {
    succeeded: 0,
    failed: 0,
    'timed-out': 0,
    cancelled: 0,
    blocked: 0,
    lost: 0,
  }
  for (const { outcome, runs } of sums) if (outcome !== null) outcomes[outcome] += runs
  const total = (of: (sum: RunSum) => number) => sums.reduce((sum, each) => sum + of(each), 0)
  return {
    date: day.date,
    fromAt: new Date(day.fromMs).toISOString(),
    untilAt: new Date(day.untilMs).toISOString(),
    runs: total(({ runs }) => runs),
    active: total(({ outcome, runs }) => (outcome === null ? runs : 0)),
    outcomes,
    incomplete: total((sum) => (fellShort(sum) ? sum.runs : 0)),
    durationMs: total(({ durationMs }) => durationMs),
    // Sums that were added to and taken from keep a trace of it far behind the cents.
    costUsd: Math.max(0, Math.round(total(({ costUsd }) => costUsd) * 1e6) / 1e6),
    costEstimated: sums.some(({ estimated }) => estimated > 0),
    tokens: total(({ tokens }) => tokens),
  }
}

function fellShort({ outcome, verdict }: RunSum): boolean {
  return outcome === 'succeeded' && verdict !== null && verdict !== 'worked' && verdict !== 'nothing-to-do'
}
