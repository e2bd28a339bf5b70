import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../../contract/index.ts'
import { calendarDays, hoursOf } from '../../../core/schedule/calendar-days.ts'
import { forecastHours } from '../../../core/schedule/forecast-hours.ts'
import { nextDueAfter } from '../../../core/schedule/moments.ts'

const job = (id: string, schedule: Job['schedule'], enabled = true): Job =>
  ({ type: 'docker', id, name: id, enabled, image: 'busybox', command: [], schedule }) as Job

const week = (from: string, timezone: string, days = 7) =>
  calendarDays(from, days, timezone).flatMap((day) => hoursOf(day, timezone))

describe('hoursOf', () => {
  const clocks = (date: string, timezone: string) =>
    hoursOf(calendarDays(date, 1, timezone)[0]!, timezone).map(({ clock }) => clock)

  it('leaves out the hour that summer time leaps over, and says the repeated one twice', () => {
    const spring = clocks('2026-03-29', 'Europe/Berlin')
    expect([spring.length, spring.slice(0, 4)]).toEqual([23, ['00:00', '01:00', '03:00', '04:00']])
    const autumn = clocks('2026-10-25', 'Europe/Berlin')
    expect([autumn.length, autumn.slice(0, 5)]).toEqual([25, ['00:00', '01:00', '02:00', '02:00', '03:00']])
  })

  it('ends a day with half an hour where the clocks change by one', () => {
    const hours = hoursOf(calendarDays('2026-10-04', 1, 'Australia/Lord_Howe')[0]!, 'Australia/Lord_Howe')
    expect(hours).toHaveLength(24)
    expect(hours.at(-1)!.untilMs - hours.at(-1)!.fromMs).toBe(1_800_000)
  })
})

describe('forecastHours', () => {
  it('counts what each schedule is due for, as walking through all moments does', async () => {
    const crons = [
      '* * * * *',
      '*/2 8-17 * * 1-5',
      '7 2 * * *',
      '0,30 */6 * * *',
      '*/5 * * * 3',
      '15 0 1 * *',
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(crons, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
        fc.constantFrom('2026-11-16', '2026-03-26', '2026-10-22', '2026-10-29'),
        fc.integer({ min: -3 * 3600, max: 60 * 3600 }),
        async (patterns, timezone, from, lateSeconds) => {
          const hours = week(from, timezone, 4)
          const afterMs = hours[0]!.fromMs + lateSeconds * 1000
          const jobs = patterns.map((cron, index) => job(`job-${index}`, { type: 'cron', cron }))
          const forecast = await forecastHours(jobs, hours, { afterMs, timezone, each: 2 })
          const counts = hours.map(() => 0)
          for (const { id, schedule } of jobs) {
            let due = nextDueAfter(schedule, Math.max(afterMs, hours[0]!.fromMs - 1), { timezone, jobId: id })
            for (; due !== null && due < hours.at(-1)!.untilMs; ) {
              counts[hours.findIndex(({ untilMs }) => untilMs > due!)]! += 1
              due = nextDueAfter(schedule, due, { timezone, jobId: id })
            }
          }
          expect(forecast.map(({ count }) => count)).toEqual(counts)
          for (const { count, due } of forecast) expect(due).toHaveLength(count <= 2 ? count : 0)
        },
      ),
      { numRuns: 12 },
    )
  }, 300_000)

  it('names the moments of an hour with few of them, in order, and leaves jobs out that are off', async () => {
    const jobs = [
      job('late', { type: 'cron', cron: '40 2 * * *' }),
      job('early', { type: 'cron', cron: '10 2 * * *' }),
      job('off', { type: 'cron', cron: '20 2 * * *' }, false),
      job('asked', { type: 'manual' }),
    ]
    const hours = week('2026-11-16', 'UTC', 1)
    const forecast = await forecastHours(jobs, hours, { afterMs: 0, timezone: 'UTC', each: 2 })
    expect(forecast[2]).toEqual({
      count: 2,
      due: [
        { jobId: 'early', dueAtMs: Date.parse('2026-11-16T02:10:00Z') },
        { jobId: 'late', dueAtMs: Date.parse('2026-11-16T02:40:00Z') },
      ],
    })
    expect(forecast.filter(({ count }) => count > 0)).toHaveLength(1)
  })

  it('lets other work in between', async () => {
    let turns = 0
    const jobs = Array.from({ length: 40 }, (_, n) => job(`j${n}`, { type: 'cron', cron: `${n} * * * *` }))
    await forecastHours(jobs, week('2026-11-16', 'UTC', 1), {
      afterMs: 0,
      timezone: 'UTC',
      each: 0,
      yieldNow: async () => void turns++,
    })
    expect(turns).toBeGreaterThan(5)
  })
})
