import { useMemo, useSyncExternalStore } from 'react'
import { parentOf, parseRoute, type Route } from './route.ts'

let steps = 0

function subscribe(listener: () => void): () => void {
  const onHash = () => {
    steps += 1
    listener()
  }
  window.addEventListener('hashchange', onHash)
  return () => window.removeEventListener('hashchange', onHash)
}

/** The present route; re-renders when the address changes. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}

export function goTo(address: string): void {
  window.location.hash = address
}

/** Changes the address without a step to come back to: for filters. */
export function replaceAddress(address: string): void {
  window.history.replaceState(null, '', address)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** One step back: to where the user came from in this window, else one page up. */
export function goBack(route: Route): void {
  const parent = parentOf(route)
  if (parent === null) return
  if (steps > 0) window.history.back()
  else goTo(parent)
}
