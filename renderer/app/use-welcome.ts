import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useOven } from './oven-context.ts'
import { addresses, type Route } from './route.ts'
import { goTo } from './router.ts'

const KEY = 'oven.welcomed'

/** Notes that this browser need not be shown the first steps by itself again. */
export function rememberWelcomed(): void {
  window.localStorage.setItem(KEY, 'yes')
}

/** Opens the first steps by themselves where an oven has nothing yet and they were not left before. */
export function useWelcome(route: Route): void {
  const { queries } = useOven()
  const asks = route.page === 'dashboard' && window.localStorage.getItem(KEY) === null
  const jobs = useQuery(queries.jobs.list.queryOptions({ enabled: asks }))
  const runs = useQuery(queries.runs.list.queryOptions({ input: { limit: 1 }, enabled: asks }))
  const isFresh = asks && jobs.data?.length === 0 && runs.data?.runs.length === 0
  useEffect(() => {
    if (isFresh) goTo(addresses.firstRun)
  }, [isFresh])
}
