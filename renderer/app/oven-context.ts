import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { createContext, use } from 'react'
import type { OvenClient } from '../connection/client.ts'
import type { Connection } from '../connection/connection.ts'
import type { DesktopClient } from '../connection/desktop-client.ts'
import type { Observable } from '../connection/observable.ts'

/** The contract's operations as TanStack Query wants them. */
export function createQueries(client: OvenClient) {
  return createTanstackQueryUtils(client)
}
export type OvenQueries = ReturnType<typeof createQueries>

export interface OvenAccess {
  connection: Connection
  queries: OvenQueries
  /** What only the desktop can do; `null` in a browser. */
  desktop: Observable<DesktopClient | null>
}

export const OvenContext = createContext<OvenAccess | null>(null)

/** What every page works with: the client, and the queries made from it. */
export function useOven(): OvenAccess & { client: OvenClient } {
  const access = use(OvenContext)
  if (access === null) throw new Error('useOven was called outside of OvenContext.')
  return { ...access, client: access.connection.client }
}
