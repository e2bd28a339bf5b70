import { ChevronRight } from 'lucide-react'
import { type ReactNode, use, useEffect, useState } from 'react'
import css from './advanced-group.module.css'
import { SavingTries, useHasFault } from './use-fault.ts'

export interface AdvancedGroupProps {
  title: string
  /** What is set in it, in one line. */
  summary: string
  /** The inputs in it: it opens by itself when something is wrong with one of them. */
  fields: readonly string[]
  children: ReactNode
}

/** A part of the form that most jobs leave as it is: closed, with one line of what is set. */
export function AdvancedGroup({ title, summary, fields, children }: AdvancedGroupProps) {
  const faulty = useHasFault(fields)
  const tries = use(SavingTries)
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a group that was closed over its faults opens at the next try
  useEffect(() => {
    if (faulty) setOpen(true)
  }, [faulty, tries])
  useEffect(() => {
    if (open) setSeen(true)
  }, [open])
  return (
    // The browser opens it, too, to show what was looked for in it.
    <details
      className={css.group}
      open={open}
      onToggle={(event) => event.currentTarget.open && setOpen(true)}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button by itself */}
      <summary
        className={css.summary}
        onClick={(event) => {
          // The browser would tell of it only later, and by then a fault may have opened it again.
          event.preventDefault()
          setOpen(!open)
        }}
      >
        <span className={css.arrow} aria-hidden="true">
          <ChevronRight size={14} />
        </span>
        <span className={css.title}>{title}</span>
        <span className={css.set}>{summary}</span>
      </summary>
      {(seen || open) && (
        <fieldset className={css.body} aria-label={title}>
          {children}
        </fieldset>
      )}
    </details>
  )
}

/** The groups that belong together, as one card. */
export function AdvancedGroups({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.groups} aria-label={title}>
      <h2>{title}</h2>
      <div className={css.card}>{children}</div>
    </section>
  )
}
