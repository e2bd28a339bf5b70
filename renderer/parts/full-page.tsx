import type { ReactNode } from 'react'
import css from './full-page.module.css'

/** A window that has only one thing to say. */
export function FullPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={css.page}>
      <div className={css.column}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
