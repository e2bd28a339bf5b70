import type { ReactNode } from 'react'
import css from './card.module.css'
import { classNames } from './class-names.ts'

/** A surface that holds one thing. */
export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={classNames(css.card, className)}>{children}</div>
}

/** A titled part of a page. `aside` stands at the end of the title's line. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={css.section} aria-label={title}>
      <header className={css.sectionHeader}>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}

/** The top of a page: its name, what there is to know at once, and what can be done. */
export function PageHeader({
  title,
  below,
  actions,
}: {
  title: ReactNode
  below?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className={css.pageHeader}>
      <div className={css.pageTitle}>
        <h1>{title}</h1>
        {below !== undefined && <div className={css.below}>{below}</div>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </header>
  )
}
