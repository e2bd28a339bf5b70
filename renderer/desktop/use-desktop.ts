import { useSyncExternalStore } from 'react'
import { useOven } from '../app/oven-context.ts'
import type { DesktopClient } from '../connection/desktop-client.ts'

/** What only the desktop can do; `null` in a browser, and until the host has answered. */
export function useDesktop(): DesktopClient | null {
  const { desktop } = useOven()
  return useSyncExternalStore(desktop.subscribe, desktop.get)
}
