import { type ReactNode, useId } from 'react'
import css from './field.module.css'

export interface FieldProps {
  label: string
  /** What to write here, or what happens when it stays empty. */
  hint?: ReactNode
  error?: string | undefined
  children: (input: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A labelled input with its hint and, when the host refused it, the reason. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={css.field} data-invalid={error ? '' : undefined}>
      <label htmlFor={id}>{label}</label>
      <div className={css.control}>
        {children({
          id,
          ...(described && { 'aria-describedby': described }),
          ...(error && { 'aria-invalid': true as const }),
        })}
        {error && (
          <p id={`${id}-error`} className={css.error}>
            {error}
          </p>
        )}
        {hint && (
          <p id={`${id}-hint`} className={css.hint}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

/** Fields that belong together, under one name. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={css.group}>
      <legend>{title}</legend>
      <div className={css.groupBody}>{children}</div>
    </fieldset>
  )
}
