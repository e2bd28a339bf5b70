import { Component, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'

/** A window that was reloaded so lately for a missing part is not reloaded again by itself. */
const RELOAD_AGAIN_MS = 30_000
const RELOADED_AT = 'oven.reloaded-at'

/**
 * Keeps a page that breaks from taking the window with it: says so in its place. A part of the window that cannot be
 * loaded is most often one of another version, after an update, or was cut off by a change of the network; the window
 * then reloads once by itself, which fetches what fits together.
 */
export class PageBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: unknown) {
    if (!isMissingPart(error)) return
    const now = Date.now()
    if (now - Number(window.sessionStorage.getItem(RELOADED_AT)) < RELOAD_AGAIN_MS) return
    window.sessionStorage.setItem(RELOADED_AT, String(now))
    window.location.reload()
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const isOutdated = isMissingPart(error)
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

function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message)
  )
}
