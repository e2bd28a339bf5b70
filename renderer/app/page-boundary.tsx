import { Component, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'

/**
 * Keeps a page that breaks from taking the window with it: says so in its place. A part of the window that cannot be
 * loaded is most often one of another version, after an update; reloading fetches what fits together.
 */
export class PageBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const isOutdated = /dynamically imported module|module script|preload CSS/i.test(error.message)
    return (
      <div role="alert">
        <EmptyState
          title={isOutdated ? 'This page could not be loaded' : 'This page stopped working'}
          action={
            <>
              <Button kind="primary" onClick={() => window.location.reload()}>
                Reload the window
              </Button>
              {!isOutdated && <Button onClick={() => this.setState({ error: null })}>Try again</Button>}
            </>
          }
        >
          {isOutdated
            ? 'The oven was probably updated since this window was opened. Reloading brings both together again.'
            : `Jobs and runs are not touched by it; the other pages still work. What it said: ${error.message}`}
        </EmptyState>
      </div>
    )
  }
}
