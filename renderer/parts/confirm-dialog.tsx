import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import css from './confirm-dialog.module.css'

export interface ConfirmDialogProps {
  title: string
  children: ReactNode
  confirm: string
  danger?: boolean
  busy?: boolean
  error?: string | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. A native dialog: Esc closes it, focus stays inside. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, danger = false, busy = false, error, onConfirm, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className={css.dialog} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      <div className={css.body}>{children}</div>
      {error && (
        <p className={css.error} role="alert">
          {error}
        </p>
      )}
      <div className={css.buttons}>
        <Button onClick={() => dialog.current?.close()}>Cancel</Button>
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          {confirm}
        </Button>
      </div>
    </dialog>
  )
}
