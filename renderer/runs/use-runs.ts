import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { RunFilter } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'

/** The history, newest first, page by page. */
export function useRuns(filter: RunFilter, pageSize = 50) {
  const { queries } = useOven()
  const query = useInfiniteQuery(
    queries.runs.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, limit: pageSize, cursor }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  return { ...query, runs: query.data?.pages.flatMap((page) => page.runs) }
}
