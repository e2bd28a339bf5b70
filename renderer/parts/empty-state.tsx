import type { ReactNode } from 'react'
import css from './empty-state.module.css'
import { Sentence } from './sentence.tsx'

/** Says what would be here, and offers the first step. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {children !== undefined && (
        <p>{typeof children === 'string' ? <Sentence text={children} /> : children}</p>
      )}
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  )
}
