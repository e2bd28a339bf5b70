import type { QueryClient } from '@tanstack/react-query'
import type { OvenQueries } from './oven-context.ts'

/** A list as short as this is asked for as a whole. */
const SHORT = 40
/** So many jobs are asked for one by one. */
const FEW = 8
/** When more have changed, a long list is asked for as a whole, and not more often than this. */
const PAUSE_MS = 2000

/**
 * Keeps the list of all jobs true after something happened to some of them (a run, a check): of a thousand jobs those few
 * are asked for and put in their places, since the whole list is a megabyte.
 */
export function createJobsRefresher(
  queryClient: QueryClient,
  queries: OvenQueries,
): (ids: Set<string>) => void {
  const key = queries.jobs.list.queryKey()
  let nextWholeAt = 0
  let _timer: ReturnType<typeof setTimeout> | undefined

  function askForAll(): void {
    _timer = undefined
    nextWholeAt = Date.now() + PAUSE_MS
    void queryClient.invalidateQueries({ queryKey: queries.jobs.list.key() })
  }

  async function askFor(id: string): Promise<void> {
    try {
      const view = await queries.jobs.show.call({ id })
      queryClient.setQueryData(key, (list) => list?.map((each) => (each.job.id === id ? view : each)))
    } catch {
      // It went meanwhile, or the line did: the list knows.
      askForAll()
    }
  }

  return (ids) => {
    const list = queryClient.getQueryData(key)
    const isWatched = queryClient.getQueryCache().find({ queryKey: key })?.isActive() === true
    if (list === undefined || !isWatched || list.length <= SHORT) askForAll()
    else if (ids.size <= FEW) for (const id of ids) void askFor(id)
    else _timer ??= setTimeout(askForAll, Math.max(0, nextWholeAt - Date.now()))
  }
}
