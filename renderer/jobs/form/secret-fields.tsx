import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { useFormContext, useWatch } from 'react-hook-form'
import { useOven } from '../../app/oven-context.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/inputs.tsx'
import { SetSecretDialog } from '../../secrets/set-secret-dialog.tsx'
import { InputGroup } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './rows.module.css'
import { useFault } from './use-fault.ts'

/** Secrets the job is handed, each as the environment variable of its name. New ones are made here, too. */
export function SecretFields() {
  const { client, queries } = useOven()
  const { setValue, getValues } = useFormContext<JobDraft>()
  const chosen = useWatch<JobDraft, 'secrets'>({ name: 'secrets' })
  const { data } = useQuery(queries.secrets.list.queryOptions())
  const [setting, setSetting] = useState<{ name: string | null; known: readonly string[] } | null>(null)
  const known = data?.secrets.map(({ name }) => name) ?? []
  const free = known.filter((name) => !chosen.includes(name))
  const set = (names: string[]) => setValue('secrets', names, { shouldDirty: true })

  /** What was made in the dialog is what the job wants. */
  async function closeDialog(before: readonly string[]): Promise<void> {
    setSetting(null)
    const { secrets } = await client.secrets.list()
    const made = secrets.map(({ name }) => name).filter((name) => !before.includes(name))
    const wanted = made.filter((name) => !getValues('secrets').includes(name))
    if (wanted.length > 0) set([...getValues('secrets'), ...wanted])
  }

  return (
    <InputGroup
      label="Secrets"
      error={useFault('secrets')}
      hint="Each is found in the environment by its name, and masked in all the job prints."
    >
      <div className={css.rows}>
        {chosen.length > 0 && (
          <ul className={css.chips} aria-label="Chosen secrets">
            {chosen.map((name) => (
              <li key={name} className={css.chip}>
                <code>{name}</code>
                {data !== undefined && !known.includes(name) && (
                  <Button onClick={() => setSetting({ name, known })}>Not set: set it</Button>
                )}
                <Button
                  kind="quiet"
                  aria-label={`Do not hand over ${name}`}
                  icon={<X size={14} />}
                  onClick={() => set(chosen.filter((each) => each !== name))}
                />
              </li>
            ))}
          </ul>
        )}
        <span className={css.chips}>
          {free.length > 0 && (
            <Select
              aria-label="Add a secret"
              value=""
              onChange={(event) => event.target.value !== '' && set([...chosen, event.target.value])}
            >
              <option value="">Add a secret…</option>
              {free.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
          <Button icon={<Plus size={14} />} onClick={() => setSetting({ name: null, known })}>
            New secret
          </Button>
        </span>
      </div>
      {setting !== null &&
        createPortal(
          <SetSecretDialog
            name={setting.name}
            isSet={false}
            onClose={() => void closeDialog(setting.known)}
          />,
          document.body,
        )}
    </InputGroup>
  )
}
