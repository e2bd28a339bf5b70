import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { GithubAppView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button } from '../parts/button.tsx'
import { Combobox } from '../parts/combobox.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { TextArea, TextInput } from '../parts/inputs.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import css from './github-app-dialog.module.css'

type KeyFrom = 'kept' | 'pasted' | 'secret'

const FIELDS = ['name', 'appId', 'installationId', 'privateKey', 'key', 'apiUrl']

/** Adds a GitHub App, or changes one. Its private key goes in and is never shown again. */
export function GithubAppDialog({ app, onClose }: { app: GithubAppView | null; onClose: () => void }) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  const secrets = useQuery(queries.secrets.list.queryOptions())
  const [name, setName] = useState(app?.name ?? '')
  const [appId, setAppId] = useState(app?.appId ?? '')
  const [installationId, setInstallationId] = useState(app?.installationId ?? '')
  const [apiUrl, setApiUrl] = useState(app?.apiUrl ?? '')
  const [from, setFrom] = useState<KeyFrom>(app?.hasKey ? 'kept' : 'pasted')
  const [key, setKey] = useState('')
  const [secret, setSecret] = useState(app?.privateKey ?? '')

  const save = useMutation({
    meta: { showsItsErrors: true },
    gcTime: 0,
    mutationFn: () =>
      client.auth.apps.set({
        name: name.trim(),
        appId,
        installationId,
        apiUrl: apiUrl.trim() === '' ? null : apiUrl.trim(),
        ...(from === 'pasted' && { key }),
        ...(from === 'secret' && { privateKey: secret.trim() }),
      }),
    onSuccess: () => {
      for (const queryKey of [queries.auth.key(), queries.secrets.key(), queries.settings.key()])
        void queryClient.invalidateQueries({ queryKey })
      onClose()
    },
  })
  const refusal = save.error === null ? null : toRefusal(save.error)
  const errorOf = (...fields: string[]) =>
    refusal?.fields.find((fault) => fields.includes(fault.field))?.message
  const isPlaced = refusal?.fields.some(({ field }) => FIELDS.includes(field)) ?? false
  const text = (value: string, set: (value: string) => void) => ({
    value,
    onChange: (event: { target: { value: string } }) => set(event.target.value),
  })

  return (
    <Dialog
      title={app === null ? 'Add a GitHub App' : `Change ${app.name}`}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="github-app" busy={save.isPending}>
            {app === null ? 'Add' : 'Save'}
          </Button>
        </>
      }
    >
      <form
        id="github-app"
        className={css.fields}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        {app === null && (
          <Field
            label="Name"
            hint="What jobs give as their repository’s credential: review-bot"
            error={errorOf('name')}
          >
            {(input) => <TextInput {...input} autoFocus {...text(name, setName)} />}
          </Field>
        )}
        <Field label="App id" hint="Stands in the App’s settings on GitHub" error={errorOf('appId')}>
          {(input) => <TextInput {...input} width="medium" inputMode="numeric" {...text(appId, setAppId)} />}
        </Field>
        <Field
          label="Installation"
          hint="The number at the end of the address where the installation is configured"
          error={errorOf('installationId')}
        >
          {(input) => (
            <TextInput
              {...input}
              width="medium"
              inputMode="numeric"
              {...text(installationId, setInstallationId)}
            />
          )}
        </Field>
        <KeyField
          from={from}
          onFrom={setFrom}
          kept={app?.hasKey ? app.privateKey : null}
          pasted={text(key, setKey)}
          secret={{ value: secret, onChange: setSecret }}
          names={secrets.data?.secrets.map((each) => each.name) ?? []}
          error={errorOf('key', 'privateKey')}
        />
        <Field
          label="API address"
          hint="Empty: worked out from the repository’s server"
          error={errorOf('apiUrl')}
        >
          {(input) => (
            <TextInput {...input} mono placeholder="https://api.github.com" {...text(apiUrl, setApiUrl)} />
          )}
        </Field>
      </form>
      {refusal !== null && !isPlaced && (
        <p className={css.error} role="alert">
          {[refusal.message, refusal.hint].filter(Boolean).join(' ')}
        </p>
      )}
    </Dialog>
  )
}

function KeyField(props: {
  from: KeyFrom
  onFrom: (from: KeyFrom) => void
  /** The secret it has now. */
  kept: string | null
  pasted: { value: string; onChange: (event: { target: { value: string } }) => void }
  secret: { value: string; onChange: (value: string) => void }
  names: string[]
  error: string | undefined
}) {
  const { from, onFrom, kept, pasted, secret, names, error } = props
  const choices: { value: KeyFrom; label: string }[] = [
    ...(kept === null ? [] : [{ value: 'kept' as const, label: 'Keep the one it has' }]),
    { value: 'pasted', label: kept === null ? 'Paste it' : 'Paste a new one' },
    { value: 'secret', label: 'Use a secret' },
  ]
  return (
    <>
      <div className={css.choice}>
        <SegmentedControl label="Private key" value={from} options={choices} onChange={onFrom} />
        {from === 'kept' && <p className={css.hint}>It is the secret {kept}.</p>}
      </div>
      {from === 'pasted' && (
        <Field
          label="Private key"
          hint="The whole .pem file that GitHub gave. It becomes a secret and is not shown again."
          error={error}
        >
          {(input) => <TextArea {...input} className={css.secret} rows={4} autoComplete="off" {...pasted} />}
        </Field>
      )}
      {from === 'secret' && (
        <Field label="Secret" hint="One that holds the App’s private key" error={error}>
          {(input) => (
            <Combobox
              {...input}
              mono
              options={names.map((value) => ({ value }))}
              value={secret.value}
              onChange={secret.onChange}
            />
          )}
        </Field>
      )}
      {from === 'kept' && error !== undefined && <p className={css.error}>{error}</p>}
    </>
  )
}
