import type { ReactNode } from 'react'

/**
 * A link out of the popover into the window. The desktop host takes every attempt to open a window of its own
 * address, and shows that page in its main window; a browser opens a tab that shares this session.
 */
export function WindowLink(props: { href: string; className?: string | undefined; children: ReactNode }) {
  return (
    <a href={props.href} target="oven-window" rel="opener" className={props.className}>
      {props.children}
    </a>
  )
}
