import { Popover } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import css from './anchored-popover.module.css'

/**
 * One card for many places that can be opened, a hundred cells of a calendar: it stands at the element it is given. Esc and
 * a click elsewhere close it; the focus goes back to the element.
 */
export function AnchoredPopover({
  anchor,
  label,
  children,
  onClose,
}: {
  /** `null` while nothing is open. */
  anchor: HTMLElement | null
  label: string
  children: ReactNode
  onClose: () => void
}) {
  const last = useRef(anchor)
  if (anchor !== null) last.current = anchor
  return (
    <Popover.Root open={anchor !== null} onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={{ current: last.current ?? document.body }} />
      <Popover.Portal>
        <Popover.Content
          className={css.popover}
          aria-label={label}
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (last.current?.isConnected) last.current.focus()
          }}
          onInteractOutside={(event) => {
            // A click on the same place is its own way to close.
            if (event.target instanceof Node && anchor?.contains(event.target)) event.preventDefault()
          }}
        >
          {anchor !== null && children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
