import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import css from './tabs.module.css'

export interface Tab<T extends string> {
  value: T
  label: string
  /** A small number or mark behind the name. */
  aside?: ReactNode
  /** Only the chosen tab's content is made. */
  content: ReactNode | (() => ReactNode)
}

export interface TabsProps<T extends string> {
  label: string
  value: T
  tabs: Tab<T>[]
  onChange: (value: T) => void
  /** For pages that lay out tabs and panel themselves. */
  className?: string
  panelClassName?: string
}

/** Views of one thing, one at a time. Arrow keys move between the tabs and show what they come to. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { label, value, tabs, onChange, className, panelClassName } = props
  return (
    <Primitive.Root value={value} onValueChange={(next) => onChange(next as T)} className={className}>
      <Primitive.List className={css.list} aria-label={label}>
        {tabs.map((tab) => (
          <Primitive.Trigger key={tab.value} value={tab.value} className={css.tab}>
            {tab.label}
            {tab.aside !== undefined && tab.aside !== null && <span className={css.count}>{tab.aside}</span>}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map((tab) => (
        <Primitive.Content
          key={tab.value}
          value={tab.value}
          className={classNames(css.panel, panelClassName)}
        >
          {tab.value === value && (typeof tab.content === 'function' ? tab.content() : tab.content)}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}
