import { useEffect, useState, useSyncExternalStore } from 'react'
import { useOven } from '../../app/oven-context.ts'
import { LogSearcher, type SearchSnapshot } from './log-searcher.ts'

/** The search of a run's log, and where it reports a failure first. */
export function useLogSearch(runId: string, viewEnd: () => number) {
  const { client } = useOven()
  const [searcher] = useState(
    () =>
      new LogSearcher({
        search: (query, signal) => client.runs.searchLog({ runId, ...query, backwards: true }, { signal }),
        viewEnd,
      }),
  )
  useEffect(() => () => searcher.stop(), [searcher])
  const snapshot: SearchSnapshot = useSyncExternalStore(searcher.subscribe, searcher.getSnapshot)

  /** The byte at which the first report of a failure stands; `null` when there is none. */
  async function findFirstError(): Promise<number | null> {
    const found = await client.runs.searchLog({ runId, errors: true, limit: 1, stop: true })
    for await (const { matches } of found) if (matches[0] !== undefined) return matches[0].offset
    return null
  }

  return { searcher, snapshot, findFirstError }
}
