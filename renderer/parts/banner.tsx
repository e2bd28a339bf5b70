import type { ReactNode } from 'react'
import css from './banner.module.css'
import { classNames } from './class-names.ts'
import { OutcomeMark } from './outcome-mark.tsx'

/** One line over every page, for a state of the whole oven that lasts. */
export function Banner({
  tone,
  children,
  action,
}: {
  tone: 'attention' | 'waiting'
  children: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={classNames(css.banner, css[tone])} role="status">
      <span className={css.text}>
        <OutcomeMark tone={tone} />
        <span>{children}</span>
      </span>
      {action}
    </div>
  )
}
