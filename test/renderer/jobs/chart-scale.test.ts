import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatStepMs, scaleOf, scaleOfMs } from '../../../renderer/jobs/overview/chart-scale.ts'

test.each([
  ['money', scaleOf, 1e6],
  ['time', scaleOfMs, 4 * 86_400_000],
])(
  'lines of %s reach the highest value with one to four steps, and not a step too many',
  (_name, scale, most) => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: most, noNaN: true }), (max) => {
        const { step, lines } = scale(max)
        expect(lines).toBeGreaterThanOrEqual(1)
        expect(lines).toBeLessThanOrEqual(4)
        expect(step * lines).toBeGreaterThanOrEqual(max * (1 - 1e-6))
        expect(step * (lines - 1)).toBeLessThan(max)
      }),
    )
    expect(scale(0).lines).toBe(1)
  },
)

test('steps are said in whole units', () => {
  expect(scaleOfMs(16 * 60_000)).toEqual({ step: 300_000, lines: 4 })
  expect([0, 15_000, 600_000, 7_200_000].map(formatStepMs)).toEqual(['0', '15 s', '10 min', '2 h'])
})
