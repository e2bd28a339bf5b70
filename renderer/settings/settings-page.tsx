import { EmptyState } from '../parts/empty-state.tsx'

export function SettingsPage() {
  return <EmptyState title="Settings">How the oven works.</EmptyState>
}
