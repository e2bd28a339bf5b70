import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import css from './combobox.module.css'
import { TextInput } from './inputs.tsx'

export interface ComboboxOption {
  value: string
  /** A few words at the end of the line. */
  detail?: string
}

export interface ComboboxProps {
  value: string
  options: ComboboxOption[]
  onChange: (value: string) => void
  /** Under the options: “Looking…”, or why there are none. */
  note?: string | null
  placeholder?: string
  disabled?: boolean
  mono?: boolean
  /** What `Field` hands to its input. */
  id?: string
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
}

/** A text field with suggestions: whatever is written counts, whether it is among them or not. */
export function Combobox({ value, options, onChange, note, ...input }: ComboboxProps) {
  const listId = useId()
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const [filtering, setFiltering] = useState(false)
  const [active, setActive] = useState(-1)
  const wanted = filtering ? value.trim().toLowerCase() : ''
  const shown = options.filter((option) => option.value.toLowerCase().includes(wanted)).slice(0, 100)
  const visible = open && (shown.length > 0 || Boolean(note))

  useEffect(() => {
    if (!visible || list.current === null || box.current === null) return
    list.current.showPopover()
    placeUnder(list.current, box.current)
    const onScroll = (event: Event) => {
      if (event.target !== list.current) setOpen(false)
    }
    window.addEventListener('scroll', onScroll, { capture: true, passive: true })
    return () => window.removeEventListener('scroll', onScroll, { capture: true })
  }, [visible])

  function choose(option: ComboboxOption): void {
    onChange(option.value)
    close()
  }

  function close(): void {
    setOpen(false)
    setFiltering(false)
    setActive(-1)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setOpen(true)
      if (shown.length > 0)
        setActive((at) =>
          at === -1 && step < 0 ? shown.length - 1 : (at + step + shown.length) % shown.length,
        )
    } else if (event.key === 'Enter' && visible && shown[active] !== undefined) {
      event.preventDefault()
      choose(shown[active])
    } else if (event.key === 'Escape' && visible) {
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }

  return (
    <div ref={box} className={css.combobox}>
      <TextInput
        {...input}
        role="combobox"
        aria-expanded={visible}
        aria-controls={visible ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={visible && active >= 0 ? `${listId}-${active}` : undefined}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
          setFiltering(true)
          setActive(-1)
          setOpen(true)
        }}
        onFocus={() => setOpen(options.length > 0)}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {visible && (
        <div ref={list} popover="manual" className={css.list}>
          <div id={listId} role="listbox" aria-label="Suggestions">
            {shown.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                className={css.option}
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setActive(index)}
                onClick={() => choose(option)}
                ref={index === active ? (item) => item?.scrollIntoView({ block: 'nearest' }) : undefined}
              >
                {option.value}
                {option.detail !== undefined && <span className={css.detail}>{option.detail}</span>}
              </div>
            ))}
          </div>
          {note && <p className={css.note}>{note}</p>}
        </div>
      )}
    </div>
  )
}

function placeUnder(list: HTMLElement, field: HTMLElement): void {
  const box = field.getBoundingClientRect()
  const below = window.innerHeight - box.bottom - 12
  const above = box.top - 12
  const upwards = below < 140 && above > below
  list.style.left = `${box.left}px`
  list.style.width = `${box.width}px`
  list.style.maxHeight = `${Math.min(280, upwards ? above : below)}px`
  list.style.top = upwards ? 'auto' : `${box.bottom + 4}px`
  list.style.bottom = upwards ? `${window.innerHeight - box.top + 4}px` : 'auto'
}
