import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { Run } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { backOffMs } from '../connection/back-off.ts'
import { resumeStream } from '../connection/resume-stream.ts'
import { isActive } from '../format/words.ts'

/** One run, kept up to date by its own stream for as long as it bakes. */
export function useRun(runId: string) {
  const { client, connection, queries } = useOven()
  const queryClient = useQueryClient()
  const visible = useSyncExternalStore(connection.visible.subscribe, connection.visible.get)
  const options = queries.runs.show.queryOptions({ input: { runId } })
  const known = queryClient.getQueryData<Run>(options.queryKey)
  const follows = known !== undefined && isActive(known) && visible
  // What the stream tells need not be asked for at each change as well.
  const query = useQuery({ ...options, enabled: !follows })
  const active = query.data !== undefined && isActive(query.data)

  useEffect(() => {
    if (!active || !visible) return
    const stop = new AbortController()
    const queryKey = queries.runs.show.queryKey({ input: { runId } })
    const follow = async () => {
      const states = resumeStream<Run>({
        open: (signal) => client.runs.watch({ runId }, { signal }),
        isLast: (run) => run.state === 'finished',
        signal: stop.signal,
        waitMs: backOffMs,
      })
      for await (const run of states) queryClient.setQueryData(queryKey, run)
    }
    // A refusal here is the same that the query above meets and shows.
    follow().catch(() => {})
    return () => stop.abort()
  }, [active, visible, client, queries, queryClient, runId])

  return query
}
