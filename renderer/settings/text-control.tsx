import { type InputHTMLAttributes, useEffect, useRef, useState } from 'react'
import { TextInput } from '../parts/inputs.tsx'
import type { ControlProps } from './setting-control.tsx'
import css from './settings.module.css'

/**
 * Text that is saved when the user is done with it: ↵, or leaving the field. Esc takes back what was written. An empty
 * field is no value. `read` makes a value of the text.
 */
export function TextControl({
  field,
  saved,
  input,
  read = (text) => text,
  ...rest
}: ControlProps & { read?: (text: string) => unknown } & Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'list' | 'type'
  >) {
  const kept = saved.shown === null || saved.shown === undefined ? '' : String(saved.shown)
  const [draft, setDraft] = useState(kept)
  const editing = useRef(false)
  // What others change is taken over, but not from under the user's hands, and not while a refused value is corrected.
  useEffect(() => {
    if (!editing.current && saved.refused === undefined) setDraft(kept)
  }, [kept, saved.refused])

  function commit(): void {
    editing.current = false
    const text = draft.trim()
    if (text === kept) {
      setDraft(kept)
      saved.forget()
    } else saved.save(text === '' ? null : read(text))
  }

  const isNumber = field.kind === 'number' || field.kind === 'integer'
  return (
    <TextInput
      {...input}
      {...rest}
      className={isNumber ? css.number : css.text}
      mono={field.kind === 'text'}
      inputMode={isNumber ? 'decimal' : undefined}
      placeholder={field.default === null ? 'not set' : String(field.default)}
      value={draft}
      onChange={(event) => {
        editing.current = true
        setDraft(event.target.value)
      }}
      onBlur={() => {
        if (editing.current) commit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key !== 'Escape' || !editing.current) return
        event.stopPropagation()
        event.nativeEvent.stopImmediatePropagation()
        editing.current = false
        setDraft(kept)
        saved.forget()
      }}
    />
  )
}

/** A number as it was written, or the text itself, of which the host says what is wrong. */
export function readNumber(text: string): unknown {
  const plain = text.replace(/[,_\s]/g, '')
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text
}
