import { useEffect } from 'react'
import type { Route } from './route.ts'
import { goBack, goTo } from './router.ts'
import { moveToRow, pressInRow } from './row-keys.ts'
import { sectionTable } from './section-table.ts'

/** True while keys belong to what the user is writing, or to an open dialog or menu. */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role="menu"], [role="listbox"], [role="dialog"]') !== null) return true
  // The box that selects a row takes no text: there the keys lead on along the rows.
  if (target.matches('[data-row] input[type="checkbox"]')) return false
  return target.isContentEditable || target.matches('input, textarea, select')
}

/** What the keys of the whole window open. */
export interface GlobalKeyActs {
  openPalette: () => void
  openHelp: () => void
}

/**
 * The keys that work on every page: ⌘ or Ctrl with K or a number, `/` to the filter, `?`, j and k along the rows, single
 * keys on the row that has the focus, Esc one step back. A page's own keys (`usePageKeys`) come first.
 */
export function useGlobalKeys(route: Route, acts: GlobalKeyActs): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (event.metaKey || event.ctrlKey) onCommand(event, acts)
      else if (!event.altKey) onSingleKey(event, route, acts)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

function onCommand(event: KeyboardEvent, acts: GlobalKeyActs): void {
  if (event.shiftKey || event.altKey) return
  if (event.key === 'k') {
    event.preventDefault()
    if (document.querySelector('dialog[open]') === null) acts.openPalette()
    return
  }
  const section = sectionTable[Number(event.key) - 1]
  if (section === undefined || document.querySelector('dialog[open]') !== null) return
  event.preventDefault()
  goTo(section.href)
}

function onSingleKey(event: KeyboardEvent, route: Route, acts: GlobalKeyActs): void {
  if (event.key === 'Escape') {
    onEscape(event, route)
    return
  }
  if (isTyping(event.target)) return
  const done = actOn(event, acts)
  if (done) event.preventDefault()
}

function actOn(event: KeyboardEvent, acts: GlobalKeyActs): boolean {
  switch (event.key) {
    case '/':
      return focusFilter()
    case '?':
      acts.openHelp()
      return true
    case 'j':
      return moveToRow(1)
    case 'k':
      return moveToRow(-1)
    default:
      return pressInRow(event)
  }
}

/** A single key that does something on the page that uses this, unless the user is writing. Rows with the focus come first. */
export function usePageKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return
      const act = keys[event.key]
      if (act === undefined || isTyping(event.target)) return
      event.preventDefault()
      if (!pressInRow(event)) act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

function onEscape(event: KeyboardEvent, route: Route): void {
  if (document.querySelector('dialog[open]') !== null) return
  const target = event.target
  if (!(target instanceof HTMLElement) || !isTyping(target)) {
    goBack(route)
    return
  }
  // A search field would empty itself: what was filtered stays, the keys go to the list.
  event.preventDefault()
  target.blur()
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]')
  if (filter === null) return false
  filter.focus()
  filter.select()
  return true
}
