import { expect, test } from 'vitest'
import { cronPattern } from '../../../core/schedule/cron-pattern.ts'
import { parseWeekdays } from '../../../core/schedule/weekdays.ts'

test.each<[string, number[] | null]>([
  ['*', [0, 1, 2, 3, 4, 5, 6]],
  ['?', [0, 1, 2, 3, 4, 5, 6]],
  ['1-5', [1, 2, 3, 4, 5]],
  ['mon,Wed', [1, 3]],
  ['0', [0]],
  ['7', [0]],
  ['1-7', [0, 1, 2, 3, 4, 5, 6]],
  ['0-7', [0, 1, 2, 3, 4, 5, 6]],
  ['FRI-MON', [0, 1, 5, 6]],
  ['SAT-SUN', [0, 6]],
  ['*/2', [0, 2, 4, 6]],
  ['1-5/2', [1, 3, 5]],
  ['', null],
  ['8', null],
  ['MO', null],
  ['1/2', null],
  ['1,', null],
  ['1-', null],
  ['*/0', null],
  ['FUN', null],
])('%j', (text, days) => {
  const parsed = parseWeekdays(text)
  expect(parsed === null ? null : [...parsed].sort()).toEqual(days)
})

test.each(['*', '1-5', 'MON,WED', '0', '7', '1-7', 'SAT-SUN', '*/2', '1-5/2', '2-6/3'])(
  '%s means what cron means by it',
  (text) => {
    const week = new Set<number>()
    const pattern = cronPattern(`0 12 * * ${text}`, 'UTC')
    const end = Date.parse('2026-03-08T00:00:00Z')
    for (
      let at = pattern.next(Date.parse('2026-03-01T00:00:00Z'));
      at !== null && at < end;
      at = pattern.next(at)
    ) {
      week.add(new Date(at).getUTCDay())
    }
    expect([...parseWeekdays(text)!].sort()).toEqual([...week].sort())
  },
)
