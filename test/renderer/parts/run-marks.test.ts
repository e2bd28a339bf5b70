import { expect, test } from 'vitest'
import type { RunMark } from '../../../contract/index.ts'
import { describeMarks } from '../../../renderer/parts/run-marks.tsx'

const mark = (outcome: RunMark['outcome']) =>
  ({ state: outcome === null ? 'running' : 'finished', outcome, verdict: null }) as RunMark

test('a row of marks is said in numbers, the newest apart', () => {
  expect(describeMarks([])).toBe('It has not run yet')
  expect(describeMarks([mark('succeeded'), mark('failed'), mark('succeeded'), mark(null)])).toBe(
    'Last 4 runs: 2 succeeded, 1 failed, 1 baking. The newest: baking.',
  )
})
