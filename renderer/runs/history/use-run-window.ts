import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RunFilter, RunSummary } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'

const PAGE = 100
/** A hand that drags through the whole history passes pages nobody reads: they are asked for when it rests. */
const REST_MS = 60

interface Opened {
  key: string
  turn: number
  filter: RunFilter
  cursor: string
  count: number
}

export interface RunWindow {
  /** How many runs the list has; `undefined` before anything is known. */
  count: number | undefined
  /** How many came since it was opened. They are not in it until it is opened anew. */
  newer: number
  runAt: (index: number) => RunSummary | undefined
  /** The list on the screen is still that of the filter before. */
  isStale: boolean
  error: unknown
  onRange: (first: number, last: number) => void
  /** Opens the list at the newest run there is now. */
  reopen: () => void
}

/**
 * The history from the moment it was opened, page by page as it is scrolled to. What comes later does not move it; what
 * changes in it is seen. A new filter takes the place of the old when its first page is there.
 */
export function useRunWindow(filter: RunFilter): RunWindow {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const key = JSON.stringify(filter)
  const [turn, setTurn] = useState(0)
  const [opened, setOpened] = useState<Opened | null>(null)
  const [pages, setPages] = useState<readonly number[]>([0])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const pageOf = (from: { filter: RunFilter; cursor: string }, page: number) =>
    queries.runs.list.queryOptions({
      input: { ...from.filter, cursor: from.cursor, skip: page * PAGE, limit: PAGE },
    })
  const opening = useQuery({
    queryKey: ['history', key, turn],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async (): Promise<Opened> => {
      const { cursor, count } = await client.runs.count(filter)
      await queryClient.prefetchQuery(pageOf({ filter, cursor }, 0))
      return { key, turn, filter, cursor, count }
    },
  })
  const next = opening.data
  useEffect(() => {
    if (next === undefined) return
    setOpened((now) => (now?.key === next.key && now.turn === next.turn ? now : next))
    setPages([0])
  }, [next])

  const live = useQuery(
    queries.runs.count.queryOptions({
      input: { ...opened?.filter, cursor: opened?.cursor },
      enabled: opened !== null,
      placeholderData: opened === null ? undefined : { count: opened.count, newer: 0, cursor: opened.cursor },
    }),
  )
  const results = useQueries({
    queries: opened === null ? [] : pages.map((page) => pageOf(opened, page)),
  })
  const byPage = new Map(pages.map((page, index) => [page, results[index]?.data?.runs]))

  const onRange = useCallback((first: number, last: number) => {
    const from = Math.max(0, Math.floor(first / PAGE))
    const to = Math.max(from, Math.floor(last / PAGE))
    const wanted = Array.from({ length: to - from + 1 }, (_, index) => from + index)
    clearTimeout(timer.current)
    timer.current = setTimeout(
      () => setPages((now) => (now.length === wanted.length && now[0] === from ? now : wanted)),
      REST_MS,
    )
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    count: opened === null ? undefined : (live.data?.count ?? opened.count),
    newer: live.data?.newer ?? 0,
    runAt: (index) => byPage.get(Math.floor(index / PAGE))?.[index % PAGE],
    isStale: opened !== null && opened.key !== key,
    error: opening.error ?? results.find((result) => result.isError)?.error ?? null,
    onRange,
    reopen: useCallback(() => setTurn((now) => now + 1), []),
  }
}
