import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import css from './selection-bar.module.css'

/** What can be done with all that is selected; it stands at the bottom of the page while something is. */
export function SelectionBar({
  count,
  of,
  children,
  onClear,
}: {
  count: number
  /** `1 job`, `12 runs`. */
  of: string
  children: ReactNode
  onClear: () => void
}) {
  if (count === 0) return null
  return (
    <div className={css.place}>
      <section className={css.bar} data-selection-bar aria-label="Selection">
        <span className={css.count} aria-live="polite">
          {of} selected
        </span>
        {children}
        <Button kind="quiet" aria-label="Select none" icon={<X size={14} />} onClick={onClear} />
      </section>
    </div>
  )
}
