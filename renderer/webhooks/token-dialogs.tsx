import { useState } from 'react'
import type { NewToken, TokenView } from '../../contract/index.ts'
import { toRefusal } from '../connection/refusal.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Select } from '../parts/inputs.tsx'
import { kindWords, ownerWords } from './call-words.ts'
import { useTokenActs } from './use-token-acts.ts'
import css from './webhooks.module.css'

const graces = [
  { seconds: 86_400, label: 'in a day' },
  { seconds: 3600, label: 'in an hour' },
  { seconds: 604_800, label: 'in a week' },
  { seconds: 0, label: 'at once' },
]

/** Puts another in the place of a token or secret. */
export function RegenerateDialog({
  token,
  onMade,
  onClose,
}: {
  token: TokenView
  onMade: (made: NewToken) => void
  onClose: () => void
}) {
  const [graceSeconds, setGrace] = useState(86_400)
  const { rotate } = useTokenActs({ onMade })
  return (
    <ConfirmDialog
      title={`Regenerate ${token.masked}?`}
      confirm="Regenerate"
      busy={rotate.isPending}
      error={said(rotate.error)}
      onConfirm={() => rotate.mutate({ id: token.id, graceSeconds })}
      onClose={onClose}
    >
      <div className={css.fields}>
        <p>Another is made in its place and shown once.</p>
        <Field
          label="The old one ends"
          hint={
            graceSeconds === 0
              ? 'Calls with it are refused from then on: right, if somebody may have seen it.'
              : 'Until then both are good, so that no call is lost.'
          }
        >
          {(input) => (
            <Select
              {...input}
              autoFocus
              value={graceSeconds}
              onChange={(event) => setGrace(Number(event.target.value))}
            >
              {graces.map(({ seconds, label }) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </ConfirmDialog>
  )
}

/** Asks before a token is revoked. */
export function RevokeDialog({ token, onClose }: { token: TokenView; onClose: () => void }) {
  const { revoke } = useTokenActs({ onDone: onClose })
  return (
    <ConfirmDialog
      title={`Revoke ${token.masked}?`}
      confirm="Revoke"
      danger
      busy={revoke.isPending}
      error={said(revoke.error)}
      onConfirm={() => revoke.mutate(token.id)}
      onClose={onClose}
    >
      {kindWords[token.kind]} of {ownerWords(token)}
      {token.label !== null && `, ${token.label}`}. Calls with it are refused from then on, and it cannot be
      brought back.
    </ConfirmDialog>
  )
}

function said(error: unknown): string | null {
  if (error === null) return null
  const { message, hint } = toRefusal(error)
  return [message, hint].filter(Boolean).join(' ')
}
