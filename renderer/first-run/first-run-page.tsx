import { EmptyState } from '../parts/empty-state.tsx'

export function FirstRunPage() {
  return <EmptyState title="Welcome">What the oven needs before it can bake.</EmptyState>
}
