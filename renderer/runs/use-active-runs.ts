import { useQuery } from '@tanstack/react-query'
import type { RunSummary } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'

/** Runs that have not finished, the longest first. */
export function useActiveRuns(): RunSummary[] {
  const { queries } = useOven()
  const { data } = useQuery(
    queries.runs.list.queryOptions({
      input: { state: ['queued', 'preparing', 'running', 'collecting'], limit: 100 },
    }),
  )
  return [...(data?.runs ?? [])].reverse()
}
