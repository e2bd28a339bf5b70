import { X } from 'lucide-react'
import { createContext, type ReactNode, use, useEffect, useId, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import css from './dialog.module.css'

export interface DialogProps {
  title: string
  children: ReactNode
  /** The row of buttons at the bottom; it stays in sight while the body scrolls. */
  actions?: ReactNode
  size?: 'small' | 'medium' | 'large'
  /** Something is under way that must not be left by accident: Esc and a click outside do nothing. */
  busy?: boolean
  /** A cross in the corner, for dialogs whose buttons do not say how to leave. */
  closable?: boolean
  onClose: () => void
}

const DialogElement = createContext<HTMLElement | null>(null)

/** Where menus and lists must be put so that an open modal dialog does not cover them. */
export function useOverlayContainer(): HTMLElement | undefined {
  return use(DialogElement) ?? undefined
}

/**
 * A modal dialog; it is open for as long as it is rendered. Esc and a click beside it ask to close it, focus stays
 * inside and goes back to where it was. Put `autoFocus` on what should be typed into first.
 */
export function Dialog(props: DialogProps) {
  const { title, children, actions, size = 'small', busy = false, closable = false, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [element, setElement] = useState<HTMLElement | null>(null)
  const titleId = useId()
  useEffect(() => {
    const before = document.activeElement
    const opened = dialog.current
    if (opened?.open === false) opened.showModal()
    firstOf(opened)?.focus()
    setElement(opened)
    return () => {
      if (opened?.open) opened.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key for the same is Esc, which the dialog has of itself
    <dialog
      ref={dialog}
      className={classNames(css.dialog, css[size])}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== dialog.current) return
        event.preventDefault()
        if (!busy) onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current && !busy && isOutside(event, dialog.current)) onClose()
      }}
    >
      <DialogElement value={element}>
        <header className={css.header}>
          <h2 id={titleId}>{title}</h2>
          {closable && (
            <Button
              kind="quiet"
              aria-label="Close"
              icon={<X size={14} />}
              disabled={busy}
              onClick={onClose}
            />
          )}
        </header>
        <div className={css.body}>{children}</div>
        {actions !== undefined && <footer className={css.actions}>{actions}</footer>}
      </DialogElement>
    </dialog>
  )
}

/**
 * What gets the focus when the dialog opens: what asked for it with `autoFocus` (React asked before the dialog was open,
 * to no effect), else the first field, else what the dialog takes of itself.
 */
function firstOf(dialog: HTMLElement | null): HTMLElement | null {
  return (
    dialog?.querySelector<HTMLElement>('[data-autofocus]') ??
    dialog?.querySelector<HTMLElement>('input:not([type=hidden]), textarea, select') ??
    null
  )
}

/** A click on the backdrop counts as one on the dialog; its place tells them apart. */
function isOutside(click: { clientX: number; clientY: number }, dialog: HTMLElement): boolean {
  const box = dialog.getBoundingClientRect()
  const inside =
    click.clientX >= box.left &&
    click.clientX <= box.right &&
    click.clientY >= box.top &&
    click.clientY <= box.bottom
  return !inside
}
