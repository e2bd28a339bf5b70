import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Schedule } from '../../../contract/index.ts'
import { dueBetween, nextDueAfter, nextMoments } from '../../../core/schedule/moments.ts'
import { instantOf, wallTimeAt } from '../../../core/schedule/zoned-time.ts'
import { fixedMoments, intervalMoments, wallReader } from './brute-force.ts'

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Pacific/Chatham',
]
const at = (instant: string) => Date.parse(instant)
const iso = (moments: number[]) => moments.map((moment) => new Date(moment).toISOString())

/** The days around every change of the clocks in 2026 (and two calm days, for zones without one). */
function changes(timezone: string): [number, number][] {
  const spans: [number, number][] = []
  const day = 86_400_000
  const offset = (ms: number) => {
    const wall = wallTimeAt(ms, timezone)
    return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute) - ms
  }
  for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += day) {
    if (offset(ms) !== offset(ms + day)) spans.push([ms - day, ms + 2 * day])
  }
  return spans.length > 0 ? spans : [[at('2026-06-01T00:00:00Z'), at('2026-06-03T00:00:00Z')]]
}

function cronMoments(cron: string, timezone: string, fromMs: number, toMs: number): number[] {
  return dueBetween({ type: 'cron', cron, timezone }, fromMs - 1, toMs - 1, {
    timezone: 'UTC',
    jobId: 'x',
    limit: 100_000,
  }).due
}

describe.each(zones)('in %s', (timezone) => {
  test.each([
    ['30 2 * * *', { hour: 2, minute: 30 }],
    ['0 2 * * *', { hour: 2, minute: 0 }],
    ['15 1 * * *', { hour: 1, minute: 15 }],
    ['0 0 * * *', { hour: 0, minute: 0 }],
    ['45 2 * * 0', { hour: 2, minute: 45, weekdays: [0] }],
  ])('the fixed time %s comes once on every day', (cron, pattern) => {
    for (const [from, to] of changes(timezone)) {
      expect(iso(cronMoments(cron, timezone, from, to))).toEqual(
        iso(fixedMoments(pattern, timezone, from, to)),
      )
    }
  })

  test.each([
    ['*/15 * * * *', { minutes: [0, 15, 30, 45], hours: null }],
    ['20 * * * *', { minutes: [20], hours: null }],
    ['*/30 1-3 * * *', { minutes: [0, 30], hours: [1, 2, 3] }],
    ['0 */2 * * 0,1', { minutes: [0], hours: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22], weekdays: [0, 1] }],
  ])('the interval %s comes in both passes of a repeated hour', (cron, pattern) => {
    for (const [from, to] of changes(timezone)) {
      expect(iso(cronMoments(cron, timezone, from, to))).toEqual(
        iso(intervalMoments(pattern, timezone, from, to)),
      )
    }
  })

  test('a one-time schedule names the first moment that its wall clock shows', () => {
    const read = wallReader(timezone)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 365 * 24 * 4 }), (quarters) => {
        const moment = at('2026-01-01T00:00:00Z') + quarters * 900_000
        const wall = read(moment)
        const datetime = `${wall.day}T${String(wall.hour).padStart(2, '0')}:${String(wall.minute).padStart(2, '0')}`
        const found = nextDueAfter({ type: 'once', datetime, timezone }, 0, { timezone: 'UTC', jobId: 'x' })!
        expect(read(found)).toEqual(wall)
        expect(found).toBeLessThanOrEqual(moment)
      }),
      { numRuns: 150, seed: 11 },
    )
  })
})

describe('one-time schedules', () => {
  const once = (datetime: string, timezone = 'Europe/Berlin') =>
    nextDueAfter({ type: 'once', datetime, timezone }, 0, { timezone: 'UTC', jobId: 'x' })

  test('a time that the change to summer time leaps over moves forward by the leap', () => {
    expect(once('2026-03-29T02:30')).toBe(at('2026-03-29T01:30:00Z'))
    expect(once('2026-10-04T02:15', 'Australia/Lord_Howe')).toBe(at('2026-10-03T15:45:00Z'))
  })

  test('of a time that happens twice the first is meant', () => {
    expect(once('2026-10-25T02:30')).toBe(at('2026-10-25T00:30:00Z'))
    expect(once('2026-11-01T01:30', 'America/New_York')).toBe(at('2026-11-01T05:30:00Z'))
  })

  test('an offset goes before the zone, seconds and milliseconds count', () => {
    expect(once('2026-12-01T02:00:00Z')).toBe(at('2026-12-01T02:00:00Z'))
    expect(once('2026-12-01 02:00+05:30')).toBe(at('2026-11-30T20:30:00Z'))
    expect(once('2026-12-01T02:00:01.5-0300')).toBe(at('2026-12-01T05:00:01.500Z'))
  })

  test('it comes once, and not after', () => {
    const schedule: Schedule = { type: 'once', datetime: '2026-12-01T02:00:00Z' }
    const context = { timezone: 'UTC', jobId: 'x' }
    expect(nextDueAfter(schedule, at('2026-12-01T01:59:59.999Z'), context)).toBe(at('2026-12-01T02:00:00Z'))
    expect(nextDueAfter(schedule, at('2026-12-01T02:00:00Z'), context)).toBeNull()
  })

  test('a day that a zone left out is the day after', () => {
    expect(
      wallTimeAt(
        instantOf({ year: 2011, month: 12, day: 30, hour: 12, minute: 0, second: 0 }, 'Pacific/Apia'),
        'Pacific/Apia',
      ),
    ).toMatchObject({ day: 31, hour: 12 })
  })
})

describe('random windows', () => {
  const window = (start: string, end: string, days = '*', timezone = 'Europe/Berlin'): Schedule => ({
    type: 'random-window',
    start,
    end,
    days,
    timezone,
  })
  const context = { timezone: 'UTC', jobId: 'nightly' }

  test.each(zones)(
    'comes once on every day within the window, over the changes of the clocks too (%s)',
    (timezone) => {
      const read = wallReader(timezone)
      const moments = nextMoments(
        window('01:00', '05:00', '*', timezone),
        at('2026-01-01T12:00:00Z'),
        365,
        context,
      )
      expect(new Set(moments.map((moment) => read(moment).day)).size).toBe(365)
      for (const moment of moments) {
        expect(read(moment).hour).toBeGreaterThanOrEqual(1)
        expect(read(moment).hour).toBeLessThan(5)
        expect(moment % 1000).toBe(0)
      }
    },
  )

  test('a window over midnight belongs to the day on which it begins', () => {
    const read = wallReader('Europe/Berlin')
    const moments = nextMoments(window('22:00', '06:00', 'FRI'), at('2026-01-01T12:00:00Z'), 50, context)
    const places = moments.map((moment) => read(moment))
    for (const { weekday, hour } of places) {
      expect(weekday === 5 ? hour >= 22 : weekday === 6 && hour < 6).toBe(true)
    }
    expect(places.some(({ weekday }) => weekday === 6)).toBe(true)
    for (const [index, moment] of moments.slice(1).entries()) {
      expect(moment - moments[index]!).toBeGreaterThan(6 * 86_400_000)
    }
  })

  test('the draw is the same wherever one looks from, and another for another job or day', () => {
    const schedule = window('00:00', '23:59')
    const year = nextMoments(schedule, at('2026-01-01T00:00:00Z'), 300, context)
    for (const [index, moment] of year.slice(1).entries()) {
      const earlier = year[index]!
      const between = earlier + Math.floor((moment - earlier) / 2)
      expect(nextDueAfter(schedule, between, context)).toBe(moment)
    }
    const other = nextMoments(schedule, at('2026-01-01T00:00:00Z'), 300, { ...context, jobId: 'nightlz' })
    expect(other.filter((moment) => year.includes(moment)).length).toBeLessThan(3)
  })

  test('draws spread evenly over the window', () => {
    const read = wallReader('UTC')
    const quarters = [0, 0, 0, 0]
    for (let job = 0; job < 20; job++) {
      const moments = nextMoments(window('00:00', '20:00', '*', 'UTC'), at('2026-01-01T00:00:00Z'), 100, {
        timezone: 'UTC',
        jobId: `job-${job}`,
      })
      for (const moment of moments) quarters[Math.floor(read(moment).hour / 5)]! += 1
    }
    for (const count of quarters) expect(Math.abs(count - 500)).toBeLessThan(80)
  })
})

describe('many moments at once', () => {
  const context = { timezone: 'UTC', jobId: 'x' }

  test('of more than the limit the newest are answered', () => {
    const from = at('2026-01-01T00:00:00Z')
    const answer = dueBetween({ type: 'cron', cron: '* * * * * *' }, from, at('2026-06-01T00:00:00.500Z'), {
      ...context,
      limit: 50,
    })
    expect(answer.truncated).toBe(true)
    expect(answer.due).toHaveLength(50)
    expect(answer.due.at(-1)).toBe(at('2026-06-01T00:00:00Z'))
    expect(answer.due[0]).toBe(at('2026-05-31T23:59:11Z'))
  })

  test('the span is open at its start and closed at its end', () => {
    const hourly: Schedule = { type: 'cron', cron: '0 * * * *' }
    const answer = dueBetween(hourly, at('2026-01-01T00:00:00Z'), at('2026-01-01T03:00:00Z'), {
      ...context,
      limit: 3,
    })
    expect(iso(answer.due)).toEqual([
      '2026-01-01T01:00:00.000Z',
      '2026-01-01T02:00:00.000Z',
      '2026-01-01T03:00:00.000Z',
    ])
    expect(answer.truncated).toBe(false)
  })

  test('far moments are found: a leap day, a yearly one', () => {
    expect(
      iso(nextMoments({ type: 'cron', cron: '0 0 29 2 *' }, at('2026-01-01T00:00:00Z'), 2, context)),
    ).toEqual(['2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z'])
    expect(nextMoments({ type: 'manual' }, 0, 5, context)).toEqual([])
  })
})
