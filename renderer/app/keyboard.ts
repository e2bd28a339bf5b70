import { useEffect } from 'react'
import { addresses, type Route } from './route.ts'
import { goBack, goTo } from './router.ts'

/** True while keys belong to what the user is writing, or to an open dialog. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select')
}

/** The keys that work on every page: `/` to the filter, Esc one step back, ⌘ or Ctrl with a number to a section. */
export function useGlobalKeys(route: Route): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const command = event.metaKey || event.ctrlKey
      if (command && !event.shiftKey && !event.altKey) {
        const section = [addresses.dashboard, addresses.jobs, addresses.runs()][Number(event.key) - 1]
        if (section === undefined) return
        event.preventDefault()
        goTo(section)
        return
      }
      if (event.altKey || command) return
      if (event.key === 'Escape') onEscape(event, route)
      else if (event.key === '/' && !isTyping(event.target)) focusFilter(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [route])
}

/** A single key that does something on the page that uses this, unless the user is writing. */
export function usePageKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return
      const act = keys[event.key]
      if (act === undefined || isTyping(event.target)) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

function onEscape(event: KeyboardEvent, route: Route): void {
  if (document.querySelector('dialog[open]') !== null) return
  const target = event.target
  if (target instanceof HTMLElement && isTyping(target)) target.blur()
  else goBack(route)
}

function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]')
  if (filter === null) return
  event.preventDefault()
  filter.focus()
  filter.select()
}
