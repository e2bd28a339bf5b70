import { useState } from 'react'
import type { NewToken, TokenKind } from '../../contract/index.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Select, TextInput } from '../parts/inputs.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { useTokenActs } from './use-token-acts.ts'
import css from './webhooks.module.css'

/** Asks what to make, and for which job where that is not known (`jobs`). */
export function NewTokenDialog({
  jobs,
  onMade,
  onClose,
}: {
  jobs: readonly { id: string; name: string }[]
  onMade: (made: NewToken) => void
  onClose: () => void
}) {
  const [jobId, setJobId] = useState(jobs[0]?.id ?? '')
  const [kind, setKind] = useState<TokenKind>('token')
  const [label, setLabel] = useState('')
  const { create } = useTokenActs({ onMade })
  const refusal = create.error === null ? null : toRefusal(create.error)
  const labelFault = refusal?.fields.find(({ field }) => field === 'label')?.message
  return (
    <ConfirmDialog
      title="Let a job be called"
      confirm="Make it"
      busy={create.isPending}
      error={
        refusal === null || labelFault !== undefined
          ? null
          : [refusal.message, refusal.hint].filter(Boolean).join(' ')
      }
      onConfirm={() => create.mutate({ jobId, kind, ...(label.trim() !== '' && { label: label.trim() }) })}
      onClose={onClose}
    >
      <div className={css.fields}>
        {jobs.length > 1 && (
          <Field label="Job">
            {(input) => (
              <Select {...input} autoFocus value={jobId} onChange={(event) => setJobId(event.target.value)}>
                {jobs.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name === id ? id : `${name} (${id})`}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field
          label="Kind"
          hint={
            kind === 'token'
              ? 'Sent with each call. For scripts, CI and other programs of yours.'
              : 'Never sent: calls are signed with it. For GitHub and other senders of webhooks.'
          }
        >
          {() => (
            <SegmentedControl
              label="Kind"
              value={kind}
              onChange={setKind}
              options={[
                { value: 'token', label: 'Token' },
                { value: 'secret', label: 'Signing secret' },
              ]}
            />
          )}
        </Field>
        <Field label="For" hint="Optional: who calls with it" error={labelFault}>
          {(input) => (
            <TextInput
              {...input}
              maxLength={80}
              placeholder="CI of the website"
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
      </div>
    </ConfirmDialog>
  )
}
