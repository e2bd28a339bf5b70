import { useEffect } from 'react'
import { isTyping } from '../app/keyboard.ts'
import { addresses } from '../app/route.ts'
import { moveToRow, pressInRow } from '../app/row-keys.ts'
import { useDesktop } from '../desktop/use-desktop.ts'
import { openInWindow } from './window-link.tsx'

/** The popover's keys: arrows or j and k along the rows, ↵ opens, r runs, s stops, ⌘O and ⌘, open the window, Esc closes. */
export function usePopoverKeys(): void {
  const desktop = useDesktop()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey || isTyping(event.target)) return
      const done = event.metaKey || event.ctrlKey ? onCommand(event.key) : onPlain(event)
      if (done) event.preventDefault()
    }
    const onPlain = (event: KeyboardEvent): boolean => {
      switch (event.key) {
        case 'Escape':
          desktop?.popover.hide().catch(() => {})
          return true
        case 'j':
        case 'ArrowDown':
          return moveToRow(1)
        case 'k':
        case 'ArrowUp':
          return moveToRow(-1)
        default:
          return pressInRow(event)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [desktop])
}

function onCommand(key: string): boolean {
  if (key === 'o') openInWindow(addresses.dashboard)
  else if (key === ',') openInWindow(addresses.settings)
  else return false
  return true
}
