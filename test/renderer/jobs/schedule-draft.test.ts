import { describe, expect, test } from 'vitest'
import type { Schedule } from '../../../contract/index.ts'
import { emptySchedule, readSchedule, writeSchedule } from '../../../renderer/jobs/form/schedule-draft.ts'

const cron = (pattern: string): Schedule => ({ type: 'cron', cron: pattern })

describe('a schedule in the form', () => {
  test.each([
    ['5 * * * *', 'hourly', { minute: '5' }],
    ['0 2 * * *', 'daily', { time: '02:00' }],
    ['30 14 * * 1-5', 'weekdays', { time: '14:30' }],
    ['15 9 * * 0', 'weekly', { time: '09:15', weekdays: ['0'] }],
    ['15 9 * * 1,3', 'weekly', { time: '09:15', weekdays: ['1', '3'] }],
    ['0 2 1 * *', 'monthly', { time: '02:00', day: '1' }],
    ['0 2 L * *', 'monthly', { day: 'L' }],
    ['*/15 * * * *', 'minutes', { step: '15' }],
  ] as const)('shows %s as the preset %s', (pattern, kind, part) => {
    expect(readSchedule(cron(pattern))).toMatchObject({ kind, ...part })
  })

  test.each([
    '*/7 * * * *',
    '00 02 * * *',
    '0 2 1 1 *',
    '0 0 2 * * *',
    '61 2 * * *',
    '0 2 * * 7',
    '0 * * * 1',
    '0 2 * * 3,1',
    '@daily',
  ])('shows %s as a pattern', (pattern) => {
    expect(readSchedule(cron(pattern))).toMatchObject({ kind: 'cron', cron: pattern })
  })

  test.each<Schedule>([
    cron('5 * * * *'),
    cron('0 2 * * *'),
    cron('30 14 * * 1-5'),
    cron('15 9 * * 3'),
    cron('00 02 * * *'),
    cron('0 2 31 * *'),
    cron('*/5 8-18 * * 1-5'),
    { type: 'cron', cron: '0 2 * * *', timezone: 'Asia/Tokyo' },
    { type: 'once', datetime: '2026-12-01T02:00', timezone: 'Europe/Berlin' },
    { type: 'once', datetime: '2026-12-01T02:00:00Z' },
    { type: 'random-window', start: '01:00', end: '05:00', days: '1-5' },
    { type: 'manual' },
  ])('writes %j as it was', (schedule) => {
    expect(writeSchedule(readSchedule(schedule))).toEqual(schedule)
  })

  test('a cleared time is refused, not read as midnight', () => {
    expect(writeSchedule({ ...emptySchedule, time: '' })).toEqual(cron('- - * * *'))
  })

  test('a blank zone is no zone', () => {
    expect(writeSchedule({ ...emptySchedule, timezone: '  ' })).toEqual(cron('0 2 * * *'))
  })
})
