import { expect, test } from 'vitest'
import {
  binDue,
  type DueAhead,
  gravest,
  nextMorning,
  tonightSentence,
} from '../../../renderer/dashboard/due-ahead.ts'

const evening = new Date(2026, 10, 20, 22, 0).getTime()
const at = (hour: number, state: DueAhead['state'], day = 21): DueAhead => ({
  jobId: `job-${hour}`,
  name: `Job ${hour}`,
  dueAt: new Date(2026, 10, day, hour).toISOString(),
  state,
})

test('tonight in one sentence', () => {
  expect(tonightSentence([], evening)).toBe('Nothing is due before 08:00.')
  expect(tonightSentence([at(2, 'ready')], evening)).toBe('1 run before 08:00, and it is ready.')
  expect(tonightSentence([at(2, 'ready'), at(3, 'ready')], evening)).toBe('2 runs before 08:00, all ready.')
  expect(
    tonightSentence(
      [at(2, 'ready'), at(3, 'at-risk'), at(4, 'blocked'), at(5, null), at(9, 'ready')],
      evening,
    ),
  ).toBe('4 runs before 08:00: 1 ready, 1 at risk, 1 blocked, 1 not looked at yet.')
})

test('the morning to come is today’s until eight, then tomorrow’s', () => {
  expect(nextMorning(new Date(2026, 10, 20, 7, 59).getTime())).toBe(new Date(2026, 10, 20, 8).getTime())
  expect(nextMorning(new Date(2026, 10, 20, 8, 0).getTime())).toBe(new Date(2026, 10, 21, 8).getTime())
})

test('moments close together share a place; those beyond the day have none', () => {
  const bins = binDue(
    [at(2, 'ready'), { ...at(2, 'blocked'), jobId: 'other' }, at(4, null), at(23, null)],
    evening,
    48,
  )
  expect(bins.map(({ due }) => due.length)).toEqual([2, 1])
  expect(bins[0]!.place).toBeCloseTo(4.25 / 24)
  expect(gravest(bins[0]!.due)).toBe('blocked')
  expect(gravest([at(2, 'ready'), at(3, null)])).toBeNull()
})
