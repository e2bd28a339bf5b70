import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { lastTimeOfDay, nextTimeOfDay, quietUntil } from '../../../core/notifications/quiet-hours.ts'

const at = Date.parse
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

test.each([
  // Berlin is one hour ahead of UTC in winter, two in summer.
  ['before they begin', '2026-01-10T20:59:59Z', '22:00', '07:00', null],
  ['as they begin', '2026-01-10T21:00:00Z', '22:00', '07:00', '2026-01-11T06:00:00.000Z'],
  ['after midnight', '2026-01-11T00:30:00Z', '22:00', '07:00', '2026-01-11T06:00:00.000Z'],
  ['as they end', '2026-01-11T06:00:00Z', '22:00', '07:00', null],
  ['within one day', '2026-01-10T12:00:00Z', '12:30', '14:00', '2026-01-10T13:00:00.000Z'],
  ['of no length', '2026-01-10T21:00:00Z', '22:00', '22:00', null],
  ['in the night to summer time', '2026-03-28T22:00:00Z', '22:00', '07:00', '2026-03-29T05:00:00.000Z'],
  ['in the night to winter time', '2026-10-24T21:00:00Z', '22:00', '07:00', '2026-10-25T06:00:00.000Z'],
  ['in an hour that is leapt over', '2026-03-29T00:30:00Z', '01:00', '02:30', '2026-03-29T01:30:00.000Z'],
  ['in the hour that comes twice', '2026-10-25T00:30:00Z', '02:00', '03:00', '2026-10-25T02:00:00.000Z'],
  ['and again in it', '2026-10-25T01:30:00Z', '02:00', '03:00', '2026-10-25T02:00:00.000Z'],
])('quiet hours %s', (_what, now, from, to, until) => {
  expect(iso(quietUntil(at(now), { from, to }, 'Europe/Berlin'))).toBe(until)
})

it('reads quiet hours by a zone of their own', () => {
  const hours = { from: '22:00', to: '07:00', timezone: 'America/New_York' }
  expect(iso(quietUntil(at('2026-01-11T05:00:00Z'), hours, 'Europe/Berlin'))).toBe('2026-01-11T12:00:00.000Z')
  expect(quietUntil(at('2026-01-11T02:00:00Z'), hours, 'Europe/Berlin')).toBeNull()
})

const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'UTC',
)
const instants = fc.integer({ min: at('2025-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') })
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

describe('at any time, in any zone', () => {
  it('quiet hours end after now, within a day and the change of the clocks, and it is not quiet then', () => {
    fc.assert(
      fc.property(instants, times, times, zones, (now, from, to, zone) => {
        const until = quietUntil(now, { from, to }, zone)
        if (until === null) return
        expect(until).toBeGreaterThan(now)
        expect(until - now).toBeLessThanOrEqual(25 * 3_600_000)
        expect(quietUntil(until, { from, to }, zone)).toBeNull()
      }),
    )
  })

  it('a time of day comes next after an instant, and came last before it, a day apart', () => {
    fc.assert(
      fc.property(instants, times, zones, (now, time, zone) => {
        const next = nextTimeOfDay(now, time, zone)
        const last = lastTimeOfDay(now, time, zone)
        expect(last).toBeLessThanOrEqual(now)
        expect(next).toBeGreaterThan(now)
        expect(next - last).toBeGreaterThanOrEqual(22.5 * 3_600_000)
        expect(next - last).toBeLessThanOrEqual(25.5 * 3_600_000)
      }),
    )
  })
})
