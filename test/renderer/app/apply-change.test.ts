import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Change } from '../../../contract/index.ts'
import { createChangeApplier } from '../../../renderer/app/apply-change.ts'
import { createQueries } from '../../../renderer/app/oven-context.ts'
import { createSwitchableClient } from '../../../renderer/connection/client.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const queries = createQueries(createSwitchableClient(() => null))
const keys = {
  status: queries.status.show.queryKey(),
  jobs: queries.jobs.list.queryKey(),
  jobA: queries.jobs.show.queryKey({ input: { id: 'a' } }),
  jobB: queries.jobs.show.queryKey({ input: { id: 'b' } }),
  runs: queries.runs.list.queryKey({ input: { limit: 50 } }),
  run1: queries.runs.show.queryKey({ input: { runId: '1' } }),
  run2: queries.runs.show.queryKey({ input: { runId: '2' } }),
}

/** The names of the pages' questions that are stale after the changes. */
function staleAfter(changes: Change[]): string[] {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } },
  })
  for (const queryKey of Object.values(keys)) queryClient.setQueryData(queryKey as readonly unknown[], {})
  const apply = createChangeApplier(queryClient, queries)
  for (const change of changes) apply(change)
  vi.runAllTimers()
  return Object.entries(keys)
    .filter(([, queryKey]) => queryClient.getQueryState(queryKey as readonly unknown[])?.isInvalidated)
    .map(([name]) => name)
}

test('a change makes exactly what it touches stale', () => {
  expect(staleAfter([{ type: 'run', seq: 2, runId: '1', jobId: 'a', state: 'running' }])).toEqual([
    'status',
    'jobs',
    'jobA',
    'runs',
    'run1',
  ])
  expect(staleAfter([{ type: 'job', seq: 2, jobId: 'b' }])).toEqual(['status', 'jobs', 'jobB'])
  expect(staleAfter([{ type: 'engine', seq: 2 }])).toEqual(['status'])
})

test('a hello makes everything stale, since changes may have been missed', () => {
  expect(staleAfter([{ type: 'hello', seq: 9 }])).toEqual(Object.keys(keys))
})
