import type { ReactNode } from 'react'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { Skeleton } from './skeleton.tsx'

/** What a view needs to know of a query of TanStack Query. */
export interface Asked<T> {
  data: T | undefined
  error: unknown
  isError: boolean
  refetch: () => unknown
}

/**
 * Shows what was asked for, and until then that it is on its way, or why it could not be had with a way to ask again.
 * What was had before stays on the page while a later question fails.
 */
export function QueryState<T>({
  query,
  lines,
  children,
}: {
  query: Asked<T>
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (!query.isError) return <Skeleton lines={lines} />
  const refusal = toRefusal(query.error)
  return (
    <Notice
      tone="failed"
      title={refusal.message}
      action={<Button onClick={() => void query.refetch()}>Try again</Button>}
    >
      {refusal.hint}
    </Notice>
  )
}
