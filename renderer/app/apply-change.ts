import type { QueryClient } from '@tanstack/react-query'
import type { Change } from '../../contract/index.ts'
import type { OvenQueries } from './oven-context.ts'
import { createJobsRefresher } from './refresh-jobs.ts'

/** Changes are gathered for this long, so that a busy oven asks for a page again a few times a second at most. */
const GATHER_MS = 300

/** What has to be asked for again after a change, beside the list of jobs. `null` means: everything. */
export function staleAfter(change: Change, queries: OvenQueries): readonly (readonly unknown[])[] | null {
  const overview = [queries.status.key(), queries.attention.key()]
  switch (change.type) {
    case 'hello':
      return null
    case 'run':
      return [
        ...overview,
        queries.jobs.show.key({ input: { id: change.jobId } }),
        queries.runs.list.key(),
        queries.runs.count.key(),
        queries.chains.key(),
        queries.stats.key(),
        queries.runs.show.key({ input: { runId: change.runId } }),
      ]
    case 'job':
      return [
        ...overview,
        queries.jobs.list.key(),
        queries.slots.key(),
        queries.secrets.key(),
        queries.github.key(),
        queries.notifications.channels.key(),
        queries.jobs.show.key({ input: { id: change.jobId } }),
      ]
    case 'slot':
      return [
        queries.attention.key(),
        // What is to come is not asked for again for each moment that came: it is worked out, and looked at by the minute.
        queries.slots.list.key(),
        queries.slots.calendar.key(),
        queries.slots.upcoming.key(),
        queries.jobs.show.key({ input: { id: change.jobId } }),
      ]
    case 'image':
      return [queries.images.key()]
    case 'secret':
      return [
        queries.secrets.key(),
        queries.auth.key(),
        queries.notifications.key(),
        queries.webhooks.show.key(),
      ]
    case 'call':
      return [queries.tokens.key(), queries.webhooks.key(), queries.github.key()]
    case 'pause':
      return [queries.status.key()]
    case 'message':
      return [queries.attention.key(), queries.notifications.key()]
    case 'attention':
      return [queries.attention.key()]
    case 'settings':
      return [
        queries.settings.key(),
        queries.status.key(),
        queries.auth.key(),
        queries.webhooks.key(),
        queries.github.key(),
        queries.notifications.key(),
      ]
    case 'readiness':
      return [
        queries.attention.key(),
        queries.jobs.show.key({ input: { id: change.jobId } }),
        queries.readiness.key(),
      ]
    case 'login':
      return [queries.status.key(), queries.auth.key()]
    case 'engine':
    case 'warning':
      return [queries.status.key(), queries.attention.key()]
  }
}

/** Keeps the pages true: takes the host's changes and marks what they touch as stale. */
export function createChangeApplier(
  queryClient: QueryClient,
  queries: OvenQueries,
): (change: Change) => void {
  const stale = new Map<string, readonly unknown[]>()
  const jobs = new Set<string>()
  const refreshJobs = createJobsRefresher(queryClient, queries)
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    timer = undefined
    const keys = [...stale.values()]
    stale.clear()
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey })
    if (jobs.size > 0) refreshJobs(new Set(jobs))
    jobs.clear()
  }

  return (change) => {
    const keys = staleAfter(change, queries)
    if (keys === null) {
      stale.clear()
      jobs.clear()
      void queryClient.invalidateQueries()
      return
    }
    for (const key of keys) stale.set(JSON.stringify(key), key)
    if (change.type === 'run' || change.type === 'slot' || change.type === 'readiness') jobs.add(change.jobId)
    if (timer === undefined) timer = setTimeout(flush, GATHER_MS)
  }
}
