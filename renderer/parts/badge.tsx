import type { ReactNode } from 'react'
import type { Tone } from '../format/words.ts'
import css from './badge.module.css'
import { classNames } from './class-names.ts'

/** A short word beside a name: `rehearsal`, `off`, `docker`. */
export function Badge({ children, tone, title }: { children: ReactNode; tone?: Tone; title?: string }) {
  return (
    <span className={classNames(css.badge, tone && css[tone])} title={title}>
      {children}
    </span>
  )
}
