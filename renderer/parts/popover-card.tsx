import { Popover } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { useOverlayContainer } from './dialog.tsx'
import css from './popover-card.module.css'

/** Details of one thing on the page, opened by a click on it: of a slot, of a stage. Esc closes it. */
export function PopoverCard({
  label,
  trigger,
  children,
}: {
  label: string
  trigger: ReactElement
  children: ReactNode
}) {
  const container = useOverlayContainer()
  return (
    <Popover.Root>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal container={container}>
        <Popover.Content className={css.popover} aria-label={label} sideOffset={6} collisionPadding={8}>
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
