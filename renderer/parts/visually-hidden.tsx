import type { ReactNode } from 'react'
import css from './visually-hidden.module.css'

/** Words for those who hear the page instead of seeing it. */
export function VisuallyHidden({ children }: { children: ReactNode }) {
  return <span className={css.hidden}>{children}</span>
}
