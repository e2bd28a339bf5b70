import { X } from 'lucide-react'
import { createContext, use, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { createObservable, type Observable } from '../connection/observable.ts'
import { Button } from './button.tsx'
import { OutcomeMark } from './outcome-mark.tsx'
import { Sentence } from './sentence.tsx'
import css from './toasts.module.css'

export interface Toast {
  /** `attention` for what went wrong; `succeeded` for what was done and may be taken back. */
  tone: 'succeeded' | 'attention'
  message: string
  hint?: string | null
  /** A way to take it back, or to go on: `{ label: 'Undo', act }`. */
  action?: { label: string; act: () => void }
}

type ShownToast = Toast & { id: number }

export interface Toasts {
  shown: Observable<readonly ShownToast[]>
  show: (toast: Toast) => void
  dismiss: (id: number) => void
}

/** More would hide the page; the oldest goes. */
const AT_ONCE = 3
const STAYS_MS = { succeeded: 8_000, attention: 14_000 }

/** The few things to say that have no place of their own on the page. */
export function createToasts(): Toasts {
  const shown = createObservable<readonly ShownToast[]>([])
  let last = 0
  return {
    shown,
    show(toast) {
      last += 1
      const same = (other: ShownToast) => other.message === toast.message
      shown.set([...shown.get().filter((other) => !same(other)), { ...toast, id: last }].slice(-AT_ONCE))
    },
    dismiss(id) {
      shown.set(shown.get().filter((toast) => toast.id !== id))
    },
  }
}

export const ToastsContext = createContext<Toasts | null>(null)

/** To say what was done, with a way to take it back: `show({ tone: 'succeeded', message, action })`. */
export function useToasts(): Pick<Toasts, 'show'> {
  const toasts = use(ToastsContext)
  if (toasts === null) throw new Error('useToasts was called outside of ToastsContext.')
  return toasts
}

/** Shows them at the bottom of the window, above open dialogs, for some seconds or until they are closed. */
export function ToastArea({ toasts }: { toasts: Toasts }) {
  const shown = useSyncExternalStore(toasts.shown.subscribe, toasts.shown.get)
  const area = useRef<HTMLElement>(null)
  const newest = shown.at(-1)?.id
  useEffect(() => {
    if (newest === undefined) return
    // What is shown last lies on top: also above a dialog that was opened since.
    if (area.current?.matches(':popover-open')) area.current.hidePopover()
    area.current?.showPopover()
  }, [newest])
  return (
    <section ref={area} popover="manual" className={css.area} aria-label="Messages" aria-live="polite">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onClose={() => toasts.dismiss(toast.id)} />
      ))}
    </section>
  )
}

function ToastCard({ toast, onClose }: { toast: ShownToast; onClose: () => void }) {
  const [held, setHeld] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: closing the same toast is the same whoever asks
  useEffect(() => {
    if (held) return
    const timer = setTimeout(onClose, STAYS_MS[toast.tone])
    return () => clearTimeout(timer)
  }, [held, toast.id])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: while a hand or the focus rests on it, it stays
    <div
      className={css.toast}
      role={toast.tone === 'attention' ? 'alert' : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <OutcomeMark tone={toast.tone} size={16} />
      <div className={css.text}>
        <p>
          <Sentence text={toast.message} />
        </p>
        {toast.hint && (
          <p className={css.hint}>
            <Sentence text={toast.hint} />
          </p>
        )}
      </div>
      {toast.action !== undefined && (
        <Button
          onClick={() => {
            toast.action?.act()
            onClose()
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <Button kind="quiet" aria-label="Close" icon={<X size={14} />} onClick={onClose} />
    </div>
  )
}
