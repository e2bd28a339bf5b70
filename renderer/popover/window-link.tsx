import type { ReactNode } from 'react'

export interface WindowLinkProps {
  href: string
  className?: string | undefined
  /** Opens what its row is about (app/row-keys.ts). */
  ofRow?: boolean
  keys?: string
  children: ReactNode
}

/**
 * A link out of the popover into the window. The desktop host takes every attempt to open a window of its own
 * address, and shows that page in its main window; a browser opens a tab that shares this session.
 */
export function WindowLink({ href, className, ofRow = false, keys, children }: WindowLinkProps) {
  return (
    <a
      href={href}
      target="oven-window"
      rel="opener"
      className={className}
      aria-keyshortcuts={keys}
      data-row-link={ofRow ? '' : undefined}
    >
      {children}
    </a>
  )
}

/** Does what a click on such a link does. */
export function openInWindow(href: string): void {
  window.open(href, 'oven-window')
}
