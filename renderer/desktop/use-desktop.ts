import { createContext, use, useSyncExternalStore } from 'react'
import { createObservable, type Observable } from '../connection/observable.ts'
import type { DesktopClient } from './desktop-link.ts'

const nowhere = createObservable<DesktopClient | null>(null)

export const DesktopContext = createContext<Observable<DesktopClient | null>>(nowhere)

/** What only the desktop can do; `null` in a browser, and until the host has answered. */
export function useDesktop(): DesktopClient | null {
  const link = use(DesktopContext)
  return useSyncExternalStore(link.subscribe, link.get)
}
