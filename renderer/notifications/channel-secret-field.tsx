import { Combobox } from '../parts/combobox.tsx'
import { Field } from '../parts/field.tsx'
import { TextInput } from '../parts/inputs.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { type ChannelDraft, type SecretFrom, secretOf } from './channel-draft.ts'
import css from './notifications.module.css'

/** What is secret of a channel: written here, a secret that is kept already, the one it has, or none. */
export function ChannelSecretField(props: {
  draft: ChannelDraft
  /** The secret's name before, if there was one. */
  wasNamed: string
  change: (part: Partial<ChannelDraft>) => void
  names: readonly string[]
  error: string | undefined
}) {
  const { draft, wasNamed, change, names, error } = props
  const { label, hint, needed } = secretOf[draft.type]
  const choices: { value: SecretFrom; label: string }[] = [
    ...(wasNamed === '' ? [] : [{ value: 'kept' as const, label: 'As it is' }]),
    ...(needed ? [] : [{ value: 'none' as const, label: 'None' }]),
    { value: 'written', label: wasNamed === '' ? 'Write it here' : 'Write a new one' },
    { value: 'named', label: 'Use a secret' },
  ]
  return (
    <>
      <div className={css.choice}>
        <span className={css.choiceLabel} aria-hidden="true">
          {label}
        </span>
        <div className={css.choiceBody}>
          <SegmentedControl
            label={label}
            value={draft.secretFrom}
            options={choices}
            onChange={(secretFrom) =>
              change({ secretFrom, value: '', secret: secretFrom === 'named' ? '' : wasNamed })
            }
          />
          {draft.secretFrom === 'kept' && <p className={css.hint}>It is the secret {wasNamed}.</p>}
          {draft.secretFrom === 'none' && <p className={css.hint}>{hint}</p>}
        </div>
      </div>
      {draft.secretFrom === 'written' && (
        <Field
          label={needed ? 'Paste it' : 'Value'}
          hint={`${hint} It becomes a secret and is not shown again.`}
          error={error}
        >
          {(input) => (
            <TextInput
              {...input}
              mono
              type="password"
              autoComplete="new-password"
              value={draft.value}
              onChange={(event) => change({ value: event.target.value })}
            />
          )}
        </Field>
      )}
      {draft.secretFrom === 'named' && (
        <Field label="Secret" hint="One that is kept already" error={error}>
          {(input) => (
            <Combobox
              {...input}
              mono
              options={names.map((value) => ({ value }))}
              value={draft.secret}
              onChange={(secret) => change({ secret })}
            />
          )}
        </Field>
      )}
      {(draft.secretFrom === 'kept' || draft.secretFrom === 'none') && error !== undefined && (
        <p className={css.error}>{error}</p>
      )}
    </>
  )
}
