import { describe, expect, test } from 'vitest'
import { formatDuration } from '../../../renderer/format/duration.ts'
import { formatBytes, formatCount, formatMoney } from '../../../renderer/format/quantities.ts'
import { formatAbsolute, formatRelative, formatUpcoming } from '../../../renderer/format/time.ts'
import { runTone, runWords } from '../../../renderer/format/words.ts'

const now = Date.parse('2026-07-28T12:00:00Z')
const at = (ms: number) => new Date(now + ms).toISOString()
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

describe('formatDuration', () => {
  test.each([
    [0, '0.0s'],
    [420, '0.4s'],
    [999, '0.9s'],
    [1000, '1s'],
    [45_900, '45s'],
    [59_999, '59s'],
    [128_000, '2m 08s'],
    [3_599_999, '59m 59s'],
    [3_720_000, '1h 02m'],
    [51 * hour, '2d 03h'],
    [-5, '–'],
    [Number.NaN, '–'],
  ])('%d ms is %s', (ms, words) => expect(formatDuration(ms)).toBe(words))
})

describe('formatRelative', () => {
  test.each([
    [-1 * second, 'just now'],
    [2 * second, 'now'],
    [-20 * second, '20 s ago'],
    [59.6 * second, 'in 1 min'],
    [-12 * minute, '12 min ago'],
    [59.6 * minute, 'in 1 h'],
    [2 * hour, 'in 2 h'],
    [-23.6 * hour, '1 d ago'],
    [3 * day, 'in 3 d'],
    [-20 * day, '8 Jul 2026'],
  ])('%d ms away', (ms, words) => expect(formatRelative(at(ms), now)).toBe(words))

  test('does not invent a time', () => expect(formatRelative('never', now)).toBe('–'))
})

test('an absolute time names its zone', () => {
  expect(formatAbsolute('2026-07-28T00:00:07Z', 'Europe/Berlin')).toMatch(
    /28 Jul 2026.*02:00:07.*(CEST|GMT\+2)/,
  )
})

test('an upcoming time says as much of the date as is needed', () => {
  expect(formatUpcoming(at(hour), now)).toMatch(/^\d\d:\d\d$/)
  expect(formatUpcoming(at(3 * day), now)).toMatch(/^Fri \d\d:\d\d$/)
  expect(formatUpcoming(at(30 * day), now)).toMatch(/^27 Aug \d\d:\d\d$/)
})

test('money is never rounded to nothing', () => {
  expect([0, 0.004, 0.42, 12.5, 1234.5].map(formatMoney)).toEqual([
    '$0.00',
    '< $0.01',
    '$0.42',
    '$12.50',
    '$1,234.50',
  ])
})

test('counts and sizes are short', () => {
  expect([0, 999, 1000, 1234, 9949, 31_400, 999_499, 999_500, 1_250_000].map(formatCount)).toEqual([
    '0',
    '999',
    '1k',
    '1.2k',
    '9.9k',
    '31k',
    '999k',
    '1M',
    '1.3M',
  ])
  expect([0, 1023, 1024, 65_536, 104_857_600, 1.5 * 2 ** 30].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 kB',
    '64 kB',
    '100 MB',
    '1.5 GB',
  ])
})

describe('how a run stands', () => {
  const finished = (
    outcome: 'succeeded' | 'failed' | 'cancelled',
    verdict: 'worked' | 'failed' | 'incomplete' | 'rate-limited',
  ) => ({ state: 'finished', outcome, verdict }) as const

  test('is told by its state while it bakes', () => {
    const run = { state: 'preparing', outcome: null, verdict: null } as const
    expect([runTone(run), runWords(run)]).toEqual(['active', 'Preparing'])
  })

  test('is told by its outcome, and by its verdict where that says more', () => {
    expect(runWords(finished('succeeded', 'worked'))).toBe('Succeeded')
    expect(runWords(finished('failed', 'failed'))).toBe('Failed')
    expect(runWords(finished('succeeded', 'incomplete'))).toBe('Succeeded · incomplete')
    expect(runTone(finished('succeeded', 'incomplete'))).toBe('attention')
    expect(runTone(finished('failed', 'rate-limited'))).toBe('attention')
    expect(runTone(finished('cancelled', 'incomplete'))).toBe('stopped')
    expect(runWords(finished('cancelled', 'incomplete'))).toBe('Stopped')
    expect(runTone(finished('failed', 'failed'))).toBe('failed')
  })
})
