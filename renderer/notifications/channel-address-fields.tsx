import type { ReactNode } from 'react'
import { Field } from '../parts/field.tsx'
import { Select, TextInput, type TextInputProps } from '../parts/inputs.tsx'
import type { ChannelDraft } from './channel-draft.ts'

export interface ChannelFieldsProps {
  draft: ChannelDraft
  change: (part: Partial<ChannelDraft>) => void
  errorOf: (name: string) => string | undefined
}

/** Where a channel leads, as far as that is not secret: what each type needs to be told. */
export function ChannelAddressFields({ draft, change, errorOf }: ChannelFieldsProps) {
  const line = (
    name: 'server' | 'topic' | 'url' | 'port' | 'user' | 'from' | 'to',
    label: string,
    hint: ReactNode,
    input: Omit<TextInputProps, 'name'> = {},
  ) => (
    <Field label={label} hint={hint} error={errorOf(name)}>
      {(described) => (
        <TextInput
          {...described}
          mono
          {...input}
          value={draft[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  switch (draft.type) {
    case 'ntfy':
      return (
        <>
          {line('topic', 'Topic', 'Who knows its name can read along: take one that nobody guesses.', {
            placeholder: 'oven-4f2a',
          })}
          {line('server', 'Server', 'Empty: https://ntfy.sh', { placeholder: 'https://ntfy.sh' })}
        </>
      )
    case 'webhook':
      return line('url', 'Address', 'Each message is sent there as JSON.', {
        placeholder: 'https://example.com/hook',
        inputMode: 'url',
      })
    case 'email':
      return (
        <>
          {line('server', 'Mail server', null, { placeholder: 'smtp.example.com' })}
          <Field label="Encryption" error={errorOf('security')}>
            {(described) => (
              <Select
                {...described}
                value={draft.security}
                onChange={(event) => change({ security: event.target.value })}
              >
                <option value="starttls">STARTTLS, port 587</option>
                <option value="tls">TLS from the first byte, port 465</option>
                <option value="none">None: only on this machine</option>
              </Select>
            )}
          </Field>
          {line('port', 'Port', 'Empty: the usual one', { width: 'short', inputMode: 'numeric' })}
          {line('user', 'User', 'Empty: no login', { placeholder: 'oven@example.com' })}
          {line('from', 'From', null, { placeholder: 'oven@example.com', inputMode: 'email' })}
          {line('to', 'To', 'Several with commas', { placeholder: 'team@example.com', inputMode: 'email' })}
        </>
      )
    default:
      return null
  }
}
