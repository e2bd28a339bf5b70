import { EmptyState } from '../parts/empty-state.tsx'

export function SchedulePage(_: { query: URLSearchParams }) {
  return <EmptyState title="Schedule">What was due and what came of it.</EmptyState>
}
