import { expect, test } from 'vitest'
import { visibleLines } from '../../../renderer/runs/log/visible-lines.ts'

test('draws what is in sight and a little around it, and never more than there is', () => {
  const view = { height: 600, lineHeight: 18, lineCount: 100_000 }
  expect(visibleLines({ ...view, top: 0 })).toEqual({ first: 0, count: 64 })
  const middle = visibleLines({ ...view, top: 18 * 5000 })
  expect(middle.first).toBeLessThan(5000)
  expect(middle.first + middle.count).toBeGreaterThan(5000 + 600 / 18)
  expect(middle.count).toBeLessThan(120)
  expect(visibleLines({ ...view, top: 1e9 })).toEqual({ first: 99_970, count: 30 })
  expect(visibleLines({ ...view, top: 0, lineCount: 3 })).toEqual({ first: 0, count: 3 })
  expect(visibleLines({ ...view, top: 0, lineCount: 0 })).toEqual({ first: 0, count: 0 })
})
