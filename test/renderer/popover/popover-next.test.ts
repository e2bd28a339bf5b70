import { expect, test } from 'vitest'
import { firstOfEachJob } from '../../../renderer/popover/popover-next.tsx'

test('a job that fires often does not hide the others', () => {
  const due = ['a 1', 'a 2', 'b 3', 'a 4', 'c 5'].map((text) => {
    const [jobId, dueAt] = text.split(' ')
    return { jobId: jobId!, dueAt: dueAt! }
  })
  expect(firstOfEachJob(due).map(({ jobId, dueAt }) => `${jobId} ${dueAt}`)).toEqual(['a 1', 'b 3', 'c 5'])
})
