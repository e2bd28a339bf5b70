import { expect, test } from 'vitest'
import type { Schedule } from '../../../contract/index.ts'
import { describeSchedule } from '../../../core/schedule/describe.ts'
import { previewSchedule } from '../../../core/schedule/preview.ts'

test.each([
  ['0 2 * * *', 'every day at 02:00'],
  ['0 9 * * 1', 'Mondays at 09:00'],
  ['0 9 * * MON,THU', 'Mondays and Thursdays at 09:00'],
  ['0 9 * * 1-5', 'weekdays at 09:00'],
  ['0 9 * * 6,0', 'weekends at 09:00'],
  ['0 9 * * 7', 'Sundays at 09:00'],
  ['0 2,14 * * *', 'every day at 02:00 and 14:00'],
  ['30 0 2 * * *', 'every day at 02:00:30'],
  ['* * * * *', 'every minute'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['*/5 * * * 1,3', 'every 5 minutes, on Mondays and Wednesdays'],
  ['*/15 9-17 * * 1-5', 'every 15 minutes from 09:00 to 17:59, on weekdays'],
  ['30 9-17 * * 1-5', 'every hour from 09:30 to 17:30, on weekdays'],
  ['0 * * * *', 'every hour'],
  ['10 * * * *', 'every hour at 10 past'],
  ['0 */6 * * *', 'every 6 hours'],
  ['*/10 * * * * *', 'every 10 seconds'],
  ['0 0 1 * *', 'on the 1st of every month at 00:00'],
  ['0 0 2,3,22 * *', 'on the 2nd, 3rd and 22nd of every month at 00:00'],
  ['0 0 L * *', 'on the last day of every month at 00:00'],
  ['0 6 11 12 *', 'every year on 11 December at 06:00'],
  ['@daily', 'every day at 00:00'],
  ['@hourly', 'every hour'],
])('%s is "%s"', (cron, text) => expect(describeSchedule({ type: 'cron', cron }, 'UTC')).toBe(text))

test.each([
  '*/7 * * * *',
  '0 0 13 * 5',
  '0 0 * * FRI#2',
  '5 4 */3 * *',
  '0 1,2,3,4,5 * * *',
  '0 0 1-7 * *',
  '0 12 1 1,7 *',
])('%s has no short wording and stays as it is', (cron) =>
  expect(describeSchedule({ type: 'cron', cron }, 'UTC')).toBe(cron),
)

test.each<[Schedule, string]>([
  [{ type: 'manual' }, 'started by hand'],
  [{ type: 'once', datetime: '2026-12-01T02:00' }, 'once on 1 Dec 2026 at 02:00'],
  [{ type: 'once', datetime: '2026-12-01T02:00:05Z' }, 'once on 1 Dec 2026 at 03:00:05'],
  [
    { type: 'once', datetime: '2026-12-01T02:00:00Z', timezone: 'America/New_York' },
    'once on 30 Nov 2026 at 21:00 (America/New_York time)',
  ],
  [
    { type: 'random-window', start: '09:00', end: '17:00', days: '1-5' },
    'between 09:00 and 17:00 on weekdays',
  ],
  [{ type: 'random-window', start: '22:00', end: '06:00', days: '*' }, 'every day between 22:00 and 06:00'],
  [{ type: 'cron', cron: '0 2 * * *', timezone: 'Asia/Kolkata' }, 'every day at 02:00 (Asia/Kolkata time)'],
  [{ type: 'cron', cron: '0 2 * * *', timezone: 'Europe/Berlin' }, 'every day at 02:00'],
])('%j is "%s"', (schedule, text) => expect(describeSchedule(schedule, 'Europe/Berlin')).toBe(text))

test('a preview tells the next moments, and refuses what could not be saved', () => {
  const request = {
    timezone: 'Europe/Berlin',
    jobId: 'x',
    fromMs: Date.parse('2026-03-28T12:00:00Z'),
    count: 2,
  }
  expect(previewSchedule({ ...request, schedule: { type: 'cron', cron: '30 2 * * *' } })).toMatchObject({
    text: 'every day at 02:30',
    timezone: 'Europe/Berlin',
    due: [{ dueAt: '2026-03-29T01:00:00.000Z' }, { dueAt: '2026-03-30T00:30:00.000Z' }],
  })
  expect(() => previewSchedule({ ...request, schedule: { type: 'cron', cron: '0 0 30 2 *' } })).toThrow(
    'The field "schedule.cron" must match a moment that comes; "0 0 30 2 *" never does.',
  )
})
