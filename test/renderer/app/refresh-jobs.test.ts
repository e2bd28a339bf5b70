import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createQueries } from '../../../renderer/app/oven-context.ts'
import { createJobsRefresher } from '../../../renderer/app/refresh-jobs.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A host with so many jobs; what is asked of it is written down, and each answer is counted in the job's name. */
function host(count: number) {
  const asked: string[] = []
  let calls = 0
  const view = (id: string) => ({ job: { id, name: `${id} as of ${calls}` } })
  const client = {
    jobs: {
      list: async () => {
        asked.push('list')
        calls += 1
        return Array.from({ length: count }, (_, n) => view(`job-${n}`))
      },
      show: async ({ id }: { id: string }) => {
        asked.push(id)
        calls += 1
        if (id === 'job-gone') throw new Error('There is no such job.')
        return view(id)
      },
    },
  }
  const queryClient = new QueryClient()
  const queries = createQueries(client as never)
  const names = () => queryClient.getQueryData(queries.jobs.list.queryKey())?.map(({ job }) => job.name) ?? []
  return { asked, queryClient, queries, names, refresh: createJobsRefresher(queryClient, queries) }
}

async function watched(count: number) {
  const made = host(count)
  const observer = new QueryObserver(made.queryClient, made.queries.jobs.list.queryOptions() as never)
  observer.subscribe(() => {})
  await vi.advanceTimersByTimeAsync(1)
  made.asked.length = 0
  return made
}

test('of a long list the few that changed are put in their places', async () => {
  const { refresh, asked, names } = await watched(100)
  const before = names()
  refresh(new Set(['job-3', 'job-7']))
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toEqual(['job-3', 'job-7'])
  const changed = names().filter((name, index) => name !== before[index])
  expect(changed).toHaveLength(2)
  expect(changed[0]).toMatch(/^job-3 as of/)
})

test('when many changed, the whole list is asked for, and not again at once', async () => {
  const { refresh, asked } = await watched(100)
  const many = () => new Set(Array.from({ length: 20 }, (_, n) => `job-${n}`))
  refresh(many())
  await vi.advanceTimersByTimeAsync(10)
  refresh(many())
  refresh(many())
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toEqual(['list'])
  await vi.advanceTimersByTimeAsync(1500)
  expect(asked).toEqual(['list', 'list'])
})

test('a short list is asked for as a whole, and so is one in which a job went missing', async () => {
  const short = await watched(5)
  short.refresh(new Set(['job-1']))
  await vi.advanceTimersByTimeAsync(1)
  expect(short.asked).toEqual(['list'])
  const long = await watched(100)
  long.refresh(new Set(['job-gone']))
  await vi.advanceTimersByTimeAsync(1)
  expect(long.asked).toEqual(['job-gone', 'list'])
})

test('a list that nobody looks at is only marked', async () => {
  const { refresh, asked, queryClient, queries } = host(100)
  queryClient.setQueryData(queries.jobs.list.queryKey(), [])
  refresh(new Set(['job-1']))
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toEqual([])
  expect(queryClient.getQueryState(queries.jobs.list.queryKey())?.isInvalidated).toBe(true)
})
