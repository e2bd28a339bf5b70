import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { TextArea, TextInput } from '../parts/inputs.tsx'
import { Sentence } from '../parts/sentence.tsx'
import css from './api-page.module.css'
import { type ApiOperation, addressOf } from './description.ts'

interface Answered {
  status: number
  statusText: string
  text: string
  ms: number
}

/** Sends a call and shows what is answered. The token goes into the call and nowhere else. */
export function TryOperation({ operation, token }: { operation: ApiOperation; token: string }) {
  const [values, setValues] = useState<Record<string, string>>({})
  const [body, setBody] = useState('')
  const [busy, setBusy] = useState(false)
  const [answered, setAnswered] = useState<Answered | string | null>(null)

  async function send(): Promise<void> {
    setBusy(true)
    const startedAt = performance.now()
    try {
      const headers = new Headers()
      if (token !== '') headers.set('authorization', `Bearer ${token}`)
      if (body !== '') headers.set('content-type', 'application/json')
      for (const { name, in: place } of operation.parameters) {
        const value = values[`header ${name}`]
        if (place === 'header' && value) headers.set(name, value)
      }
      const answer = await fetch(addressOf(operation, values), {
        method: operation.method,
        headers,
        ...(body !== '' && { body }),
        cache: 'no-store',
        credentials: 'omit',
      })
      const text = await answer.text()
      const { status, statusText } = answer
      setAnswered({ status, statusText, text: indented(text), ms: Math.round(performance.now() - startedAt) })
    } catch {
      setAnswered('The oven did not answer.')
    }
    setBusy(false)
  }

  if (operation.isStream) {
    return (
      <p className={css.muted}>
        It answers a stream of events without an end; follow it with <code>curl -N</code>.
      </p>
    )
  }
  return (
    <form
      className={css.try}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {operation.parameters.map(({ name, in: place, required, description }) => {
        const key = `${place} ${name}`
        return (
          <Field
            key={key}
            label={name}
            hint={
              <Sentence
                text={[required ? `${place}, needed` : place, description].filter(Boolean).join(': ')}
              />
            }
          >
            {(input) => (
              <TextInput
                {...input}
                mono
                required={required}
                value={values[key] ?? ''}
                onChange={(event) => setValues({ ...values, [key]: event.target.value })}
              />
            )}
          </Field>
        )
      })}
      {operation.body !== null && (
        <Field label="Body" hint={operation.bodyRequired ? 'JSON, needed' : 'JSON'}>
          {(input) => (
            <TextArea {...input} rows={4} value={body} onChange={(event) => setBody(event.target.value)} />
          )}
        </Field>
      )}
      <div>
        <Button type="submit" busy={busy}>
          Send
        </Button>
      </div>
      <div role="status">
        {typeof answered === 'string' && <p>{answered}</p>}
        {answered !== null && typeof answered !== 'string' && (
          <>
            <p>
              {answered.status} {answered.statusText} <span className={css.muted}>in {answered.ms} ms</span>
            </p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
            <pre className={css.code} tabIndex={0}>
              {answered.text}
            </pre>
          </>
        )}
      </div>
    </form>
  )
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
