import { expect, test } from 'vitest'
import { readSlotFilters, showsUpcoming, toSlotFilter } from '../../../renderer/schedule/slot-filters.ts'
import { slotSentence } from '../../../renderer/schedule/slot-words.ts'
import { addDays, dateAt, dayTitle, isDate, mondayOf, weekTitle } from '../../../renderer/schedule/week.ts'

test('a week begins on its Monday, also over the ends of months and years', () => {
  expect(['2026-11-16', '2026-11-22', '2026-11-23', '2027-01-01'].map(mondayOf)).toEqual([
    '2026-11-16',
    '2026-11-16',
    '2026-11-23',
    '2026-12-28',
  ])
  expect(addDays('2026-03-29', 7)).toBe('2026-04-05')
  expect(['2026-11-16', '2026-11-30', '2026-12-28'].map(weekTitle)).toEqual([
    '16 – 22 Nov 2026',
    '30 Nov – 6 Dec 2026',
    '28 Dec 2026 – 3 Jan 2027',
  ])
  expect(dayTitle('2026-11-16')).toBe('Mon 16')
})

test('the day is that of the oven’s clocks', () => {
  const late = Date.parse('2026-11-20T23:30:00Z')
  expect([dateAt(late, 'UTC'), dateAt(late, 'Europe/Berlin'), dateAt(late, 'America/New_York')]).toEqual([
    '2026-11-20',
    '2026-11-21',
    '2026-11-20',
  ])
  expect([isDate('2026-11-20'), isDate('2026-13-45'), isDate('soon'), isDate(null)]).toEqual([
    true,
    false,
    false,
    false,
  ])
})

test('the address names a week by any of its days, and only filters that exist', () => {
  const read = (query: string) => readSlotFilters(new URLSearchParams(query))
  expect(read('week=2026-11-19&job=a&state=missed&cause=asleep')).toEqual({
    week: '2026-11-16',
    job: 'a',
    state: 'missed',
    cause: 'asleep',
  })
  expect(read('week=x&state=toString&cause=?')).toEqual({ week: '', job: '', state: '', cause: '' })
  expect(toSlotFilter(read('job=a&state=missed&cause=auth'))).toEqual({
    jobId: 'a',
    state: ['missed'],
    cause: ['auth'],
  })
  expect(toSlotFilter(read('state=upcoming'))).toBeNull()
  expect(
    [read(''), read('state=upcoming'), read('state=ran'), read('cause=auth')].map(showsUpcoming),
  ).toEqual([true, true, false, false])
})

test('what became of a slot is a sentence', () => {
  expect(slotSentence({ state: 'ran', cause: null })).toBe('Ran at its moment.')
  expect(slotSentence({ state: 'skipped', cause: 'overlap' })).toBe(
    'Skipped, because another run of the job was still going on.',
  )
  expect(slotSentence({ state: 'claimed', cause: null })).toBe('Waiting for its turn.')
})
