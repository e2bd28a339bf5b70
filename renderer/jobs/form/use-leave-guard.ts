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
    const here = window.location.hash
    // Ahead of the router, which listens on the same window for the same event.
    const onHash = (event: HashChangeEvent) => {
      if (!guards.current || window.location.hash === here) return
      event.stopImmediatePropagation()
      setWanted(window.location.hash)
      window.history.replaceState(null, '', here)
    }
    const onUnload = (event: BeforeUnloadEvent) => {
      if (guards.current) event.preventDefault()
    }
    window.addEventListener('hashchange', onHash, { capture: true })
    window.addEventListener('beforeunload', onUnload)
    return () => {
      window.removeEventListener('hashchange', onHash, { capture: true })
      window.removeEventListener('beforeunload', onUnload)
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
