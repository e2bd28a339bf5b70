import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { SecretList, SecretView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { RemoveSecretDialog } from './remove-secret-dialog.tsx'
import { RotateKeyDialog } from './rotate-key-dialog.tsx'
import { SecretRows } from './secret-rows.tsx'
import css from './secrets-page.module.css'
import { SetSecretDialog } from './set-secret-dialog.tsx'

type Open =
  | { kind: 'set'; name: string | null }
  | { kind: 'remove'; secret: SecretView }
  | { kind: 'rotate' }
  | null

/** The secrets that jobs are handed: which are set, who uses them. A value goes in here and is never shown again. */
export function SecretsPage() {
  const { queries } = useOven()
  const secrets = useQuery(queries.secrets.list.queryOptions())
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const list = secrets.data
  return (
    <>
      <PageHeader
        title="Secrets"
        below={list && `Encrypted in ${list.file}. Key: ${list.keptBy}.`}
        actions={
          <>
            {list && list.secrets.length > 0 && list.problem === null && (
              <Button icon={<KeyRound size={14} />} onClick={() => setOpen({ kind: 'rotate' })}>
                Change the key…
              </Button>
            )}
            <Button
              kind="primary"
              icon={<Plus size={14} />}
              disabled={list?.problem != null}
              onClick={() => setOpen({ kind: 'set', name: null })}
            >
              New secret
            </Button>
          </>
        }
      />
      <div className={css.content}>
        {secrets.isError && list === undefined && (
          <Notice
            tone="failed"
            title={toRefusal(secrets.error).message}
            action={<Button onClick={() => void secrets.refetch()}>Try again</Button>}
          />
        )}
        {list?.problem && (
          <Notice tone="failed" title={list.problem.message}>
            {list.problem.hint}
          </Notice>
        )}
        {list && <Missing list={list} onSet={(name) => setOpen({ kind: 'set', name })} />}
        {list && (list.secrets.length > 0 || list.problem === null) && (
          <Card className={css.card}>
            {list.secrets.length === 0 ? (
              <EmptyState title="No secrets yet">
                Set a key or token here and name it in "secrets" of a job: its processes find it in their
                environment, and it is masked wherever the oven shows or keeps text.
              </EmptyState>
            ) : (
              <SecretRows
                secrets={list.secrets}
                onReplace={({ name }) => setOpen({ kind: 'set', name })}
                onRemove={(secret) => setOpen({ kind: 'remove', secret })}
              />
            )}
          </Card>
        )}
      </div>
      {open?.kind === 'set' && (
        <SetSecretDialog
          name={open.name}
          isSet={list?.secrets.some(({ name }) => name === open.name) ?? false}
          onClose={close}
        />
      )}
      {open?.kind === 'rotate' && list && <RotateKeyDialog list={list} onClose={close} />}
      {open?.kind === 'remove' && <RemoveSecretDialog secret={open.secret} onClose={close} />}
    </>
  )
}

function Missing({ list, onSet }: { list: SecretList; onSet: (name: string) => void }) {
  if (list.problem !== null) return null
  return list.missing.map(({ name, usedBy }) => (
    <Notice
      key={name}
      tone="attention"
      title={`${name} is not set, so these jobs cannot run: ${usedBy.join(', ')}.`}
      action={<Button onClick={() => onSet(name)}>Set it</Button>}
    />
  ))
}
