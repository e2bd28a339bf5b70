import type { ReactNode } from 'react'
import type { Fix } from '../../contract/index.ts'
import type { Tone } from '../format/words.ts'
import { classNames } from './class-names.ts'
import { CopyCommand } from './copy-command.tsx'
import css from './notice.module.css'
import { OutcomeMark } from './outcome-mark.tsx'
import { Sentence } from './sentence.tsx'

export interface NoticeProps {
  tone: Extract<Tone, 'failed' | 'attention' | 'waiting' | 'succeeded'>
  title: ReactNode
  children?: ReactNode
  fixes?: Fix[]
  action?: ReactNode
  /** `alert` is read out at once; for what the user has just caused. */
  role?: 'alert' | 'status'
}

/** Something the user should know: what happened, then what to do. */
export function Notice({ tone, title, children, fixes = [], action, role }: NoticeProps) {
  return (
    <div className={classNames(css.notice, css[tone])} role={role}>
      <OutcomeMark tone={tone} size={16} />
      <div className={css.text}>
        <p className={css.title}>{typeof title === 'string' ? <Sentence text={title} /> : title}</p>
        {children !== undefined && children !== null && (
          <div className={css.body}>
            {typeof children === 'string' ? <Sentence text={children} /> : children}
          </div>
        )}
        {fixes.map((fix) => (
          <div key={fix.description} className={css.fix}>
            <p>
              <Sentence text={fix.description} />
            </p>
            {fix.command !== null && <CopyCommand command={fix.command} />}
          </div>
        ))}
      </div>
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  )
}
