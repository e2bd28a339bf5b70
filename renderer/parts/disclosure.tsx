import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import css from './disclosure.module.css'

/** Something that not everybody needs to see, one click away. Its content is made when it is first opened. */
export function Disclosure({
  label,
  startsOpen = false,
  children,
}: {
  label: ReactNode
  startsOpen?: boolean
  children: ReactNode
}) {
  const [opened, setOpened] = useState(startsOpen)
  return (
    <details
      className={css.disclosure}
      open={startsOpen}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary>
        <span className={css.arrow} aria-hidden="true">
          <ChevronRight size={14} />
        </span>
        {label}
      </summary>
      <div className={css.body}>{opened && children}</div>
    </details>
  )
}
