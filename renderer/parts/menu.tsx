import { Check, Ellipsis } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { useOverlayContainer } from './dialog.tsx'
import css from './menu.module.css'

export interface MenuEntry {
  label: string
  icon?: ReactNode
  /** The key that does the same, as it is written on the key. */
  keys?: string
  danger?: boolean
  disabled?: boolean
  /** A choice that holds or does not. */
  checked?: boolean
  /** Leads to a page of this window. */
  href?: string
  onSelect?: () => void
}

export interface MenuProps {
  /** What the menu is of: “More for nightly-review”. */
  label: string
  /** `null` draws a line between groups. */
  entries: (MenuEntry | null)[]
  /** The button that opens it; the three dots when left out. It must pass on props and ref. */
  trigger?: ReactElement
  align?: 'start' | 'end'
}

/** A menu behind a button. Arrow keys move, letters jump, Esc closes and gives the focus back. */
export function Menu({ label, entries, trigger, align = 'end' }: MenuProps) {
  const container = useOverlayContainer()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        {trigger ?? <Button kind="quiet" aria-label={label} icon={<Ellipsis size={16} />} />}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          className={css.menu}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {entries.map((entry, index) =>
            entry === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name
              <DropdownMenu.Separator key={index} className={css.separator} />
            ) : (
              <Entry key={entry.label} entry={entry} />
            ),
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Entry({ entry }: { entry: MenuEntry }) {
  const className = classNames(css.item, entry.danger && css.danger)
  const content = (
    <>
      {(entry.icon !== undefined || entry.checked !== undefined) && (
        <span className={css.icon} aria-hidden="true">
          {entry.checked === undefined ? entry.icon : entry.checked && <Check size={14} />}
        </span>
      )}
      {entry.label}
      {entry.keys !== undefined && <span className={css.keys}>{entry.keys}</span>}
    </>
  )
  if (entry.checked !== undefined)
    return (
      <DropdownMenu.CheckboxItem
        className={className}
        checked={entry.checked}
        disabled={entry.disabled}
        onSelect={entry.onSelect}
      >
        {content}
      </DropdownMenu.CheckboxItem>
    )
  return (
    <DropdownMenu.Item
      className={className}
      disabled={entry.disabled}
      onSelect={entry.onSelect}
      asChild={entry.href !== undefined}
    >
      {entry.href === undefined ? content : <a href={entry.href}>{content}</a>}
    </DropdownMenu.Item>
  )
}
