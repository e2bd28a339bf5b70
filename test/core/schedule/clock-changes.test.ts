import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../../contract/index.ts'
import { clockChanges } from '../../../core/schedule/clock-changes.ts'

const BERLIN = 'Europe/Berlin'
const from = (date: string) => Date.parse(date)
const changes = (schedule: Schedule, timezone = BERLIN, fromMs = from('2026-11-21T00:00:00Z')) =>
  clockChanges(schedule, { timezone, fromMs }).map(({ kind, message }) => `${kind}: ${message}`)
const cron = (pattern: string, timezone?: string): Schedule => ({
  type: 'cron',
  cron: pattern,
  ...(timezone && { timezone }),
})

describe('a fixed time on the days the clocks change', () => {
  it('is said to be leapt over, or to come twice, with what the run does', () => {
    expect(changes(cron('30 2 * * *'))).toEqual([
      'skipped: On 28 March 2027 the clocks go from 02:00 to 03:00, so 02:30 does not come: the run begins at 03:00.',
      'repeated: On 31 October 2027 the clocks go from 03:00 to 02:00, so 02:30 comes twice: the run begins the first time.',
    ])
  })

  it('is asked for in the schedule’s own zone', () => {
    expect(changes(cron('30 2 * * *', 'America/New_York'))[0]).toMatch(
      /^skipped: On 14 March 2027 .* 02:00 to 03:00/,
    )
    expect(changes(cron('30 2 * * *', 'UTC'))).toEqual([])
    expect(changes(cron('15 2 * * *', 'Australia/Lord_Howe'))).toEqual([
      'skipped: On 3 October 2027 the clocks go from 02:00 to 02:30, so 02:15 does not come: the run begins at 02:30.',
    ])
  })

  it('matters on its own days alone', () => {
    expect(changes(cron('30 2 * * 1-5'))).toEqual([])
    expect(changes(cron('30 2 * * 0'))).toHaveLength(2)
    expect(changes(cron('0 4 * * *'))).toEqual([])
    expect(changes(cron('0 2 28 3 *'))).toEqual([
      'skipped: On 28 March 2027 the clocks go from 02:00 to 03:00, so 02:00 does not come: the run begins at 03:00.',
    ])
  })

  it('does not matter to what fires all day', () => {
    expect(changes(cron('*/15 * * * *'))).toEqual([])
    expect(changes(cron('30 * * * *'))).toEqual([])
  })
})

describe('a single time', () => {
  it('that does not come, or comes twice', () => {
    expect(changes({ type: 'once', datetime: '2027-03-28T02:30' })).toEqual([
      'skipped: On 28 March 2027 the clocks go from 02:00 to 03:00, so 02:30 does not come: the run begins at 03:30.',
    ])
    expect(changes({ type: 'once', datetime: '2027-10-31T02:30' })).toEqual([
      'repeated: On 31 October 2027 the clocks go from 03:00 to 02:00, so 02:30 comes twice: the run begins the first time.',
    ])
  })

  it('is what it is when it names its offset', () => {
    expect(changes({ type: 'once', datetime: '2027-10-31T02:30+01:00' })).toEqual([])
    expect(changes({ type: 'once', datetime: '2027-05-05T02:30' })).toEqual([])
  })
})

it('has nothing to say of windows and of jobs started by hand', () => {
  expect(changes({ type: 'manual' })).toEqual([])
  expect(changes({ type: 'random-window', start: '01:00', end: '04:00', days: '*' })).toEqual([])
})
