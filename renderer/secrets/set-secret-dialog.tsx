import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Field } from '../parts/field.tsx'
import { TextArea, TextInput } from '../parts/inputs.tsx'
import css from './set-secret-dialog.module.css'

/** Takes a secret's value: of a new one, of one that jobs name (`name`), or in place of the one that is set (`isSet`). */
export function SetSecretDialog({
  name: given,
  isSet,
  onClose,
}: {
  name: string | null
  isSet: boolean
  onClose: () => void
}) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const [name, setName] = useState(given ?? '')
  const [value, setValue] = useState('')
  const save = useMutation({
    meta: { showsItsErrors: true },
    gcTime: 0,
    mutationFn: (secret: { name: string; value: string }) => client.secrets.set(secret),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: queries.secrets.key() })
      onClose()
    },
  })
  const refusal = save.error === null ? null : toRefusal(save.error)
  const errorOf = (field: string) => refusal?.fields.find((fault) => fault.field === field)?.message
  const isPlaced = errorOf('name') !== undefined || errorOf('value') !== undefined
  return (
    <ConfirmDialog
      title={isSet ? `Replace ${given}` : given === null ? 'New secret' : `Set ${given}`}
      confirm="Save"
      busy={save.isPending}
      error={isPlaced ? null : refusal && [refusal.message, refusal.hint].filter(Boolean).join(' ')}
      onConfirm={() => save.mutate({ name: name.trim(), value: withoutLineEnd(value) })}
      onClose={onClose}
    >
      <div className={css.fields}>
        {given === null && (
          <Field label="Name" hint="As of an environment variable: GITHUB_TOKEN" error={errorOf('name')}>
            {(input) => (
              <TextInput {...input} mono value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
        )}
        <Field
          label="Value"
          hint={
            isSet ? 'Runs that are active keep the old one. It is not shown again.' : 'It is not shown again.'
          }
          error={errorOf('value')}
        >
          {(input) => (
            <TextArea
              {...input}
              className={css.value}
              rows={3}
              autoComplete="off"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  )
}

/** A line end that came along with a pasted line is not part of the value; a key of several lines needs its last one. */
function withoutLineEnd(value: string): string {
  return value.indexOf('\n') === value.length - 1 ? value.replace(/\r?\n$/, '') : value
}
