import { useEffect, useRef, useState } from 'react'
import { goTo } from '../../app/router.ts'

export interface LeaveGuard {
  /** Where the user wanted to go; null while nobody asks. */
  wanted: string | null
  /** Goes there, whatever was written. */
  leave: () => void
  stay: () => void
  /** Lets the next change of the address pass: what was written is saved. */
  letPass: () => void
}

/**
 * Keeps the window on its page while `isDirty`: an address that is gone to is put back and asked about. The page is
 * closed or reloaded only after the browser's own question.
 */
export function useLeaveGuard(isDirty: boolean): LeaveGuard {
  const [wanted, setWanted] = useState<string | null>(null)
  const guards = useRef(isDirty)
  guards.current = isDirty

  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (guards.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', onUnload)
    const release = onLeave((address) => {
      if (guards.current) setWanted(address)
      return guards.current
    })
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      release()
    }
  }, [])

  return {
    wanted,
    leave() {
      guards.current = false
      if (wanted !== null) goTo(wanted)
    },
    stay: () => setWanted(null),
    letPass() {
      guards.current = false
    },
  }
}

/**
 * Asks `stays` before the address changes. Browsers without the Navigation API tell afterwards: there the address is put
 * back, ahead of the router, which listens on the same window for the same event.
 */
function onLeave(stays: (address: string) => boolean): () => void {
  const { navigation } = window
  if (navigation !== undefined) {
    const onNavigate = (event: NavigateEvent) => {
      if (event.hashChange && event.cancelable && stays(new URL(event.destination.url).hash))
        event.preventDefault()
    }
    navigation.addEventListener('navigate', onNavigate)
    return () => navigation.removeEventListener('navigate', onNavigate)
  }
  const here = window.location.hash
  const onHash = (event: HashChangeEvent) => {
    if (window.location.hash === here || !stays(window.location.hash)) return
    event.stopImmediatePropagation()
    window.history.replaceState(null, '', here)
  }
  window.addEventListener('hashchange', onHash, { capture: true })
  return () => window.removeEventListener('hashchange', onHash, { capture: true })
}
