import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { TextInput } from '../parts/inputs.tsx'
import type { ControlProps } from './setting-control.tsx'
import css from './settings.module.css'
import { besideItsField } from './use-save-setting.ts'

const examples: Record<string, string> = {
  'network.allow': 'api.example.com',
  'notifications.allowPrivate': 'ntfy.home.arpa',
  'volumes.allow': '/srv/data',
  'auth.knownHosts': 'git.example.com ssh-ed25519 AAAA…',
}

/** A list of texts, one line each. A line is saved when the user is done with it; what is wrong stands below its line. */
export function ListControl({ field, saved }: ControlProps) {
  const kept = Array.isArray(saved.shown) ? saved.shown.map(String) : []
  const lines = Array.isArray(saved.refused) ? saved.refused.map(String) : kept
  const [isAdding, setAdding] = useState(false)
  const fault = (index: number) => {
    const said = saved.refusal?.fields.find(({ field: at }) => at === `${field.key}.${index}`)?.message
    return said === undefined ? undefined : besideItsField(said)
  }
  const put = (index: number, text: string) => {
    const next = lines.map((line, at) => (at === index ? text : line))
    if (index === lines.length) next.push(text)
    const filled = next.filter((line) => line !== '')
    if (filled.join('\n') !== kept.join('\n') || saved.refusal !== null) saved.save(filled)
  }
  return (
    <div className={css.list}>
      <ul aria-label={field.title}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, and may be written anew
          <li key={index}>
            <Line
              label={`${field.title}, line ${index + 1}`}
              text={line}
              fault={fault(index)}
              onDone={(text) => put(index, text)}
              onRemove={() => put(index, '')}
            />
          </li>
        ))}
        {isAdding && (
          <li>
            <Line
              label={`${field.title}, new line`}
              text=""
              startsFocused
              placeholder={examples[field.key]}
              fault={undefined}
              onDone={(text) => {
                setAdding(false)
                if (text !== '') put(lines.length, text)
              }}
              onRemove={() => setAdding(false)}
            />
          </li>
        )}
      </ul>
      <Button kind="quiet" icon={<Plus size={14} />} onClick={() => setAdding(true)} disabled={isAdding}>
        Add a line
      </Button>
    </div>
  )
}

function Line(props: {
  label: string
  text: string
  fault: string | undefined
  placeholder?: string | undefined
  startsFocused?: boolean
  onDone: (text: string) => void
  onRemove: () => void
}) {
  const { label, text, fault, placeholder, startsFocused = false, onDone, onRemove } = props
  const [draft, setDraft] = useState(text)
  const input = useRef<HTMLDivElement>(null)
  useEffect(() => setDraft(text), [text])
  useEffect(() => {
    if (startsFocused) input.current?.querySelector('input')?.focus()
  }, [startsFocused])
  return (
    <div ref={input} className={css.listLine}>
      <TextInput
        mono
        aria-label={label}
        aria-invalid={fault === undefined ? undefined : true}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => (draft.trim() !== text || startsFocused) && onDone(draft.trim())}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
          if (event.key !== 'Escape') return
          event.stopPropagation()
          event.nativeEvent.stopImmediatePropagation()
          if (startsFocused) onRemove()
          else setDraft(text)
        }}
      />
      <Button
        kind="quiet"
        aria-label={`Remove “${text || 'this line'}”`}
        icon={<X size={14} />}
        onClick={onRemove}
      />
      {fault !== undefined && (
        <p className={css.error} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
