import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '../../parts/button.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import { InputGroup } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import { looksSecret } from './json-view.ts'
import css from './rows.module.css'
import { useFault } from './use-fault.ts'

/** Names and values the job's processes find in their environment. */
export function EnvFields() {
  const { control } = useFormContext<JobDraft>()
  const { fields, append, remove } = useFieldArray({ control, name: 'env' })
  const written = useWatch<JobDraft, 'env'>({ name: 'env' })
  const open = written.filter(({ name, value }) => value !== '' && looksSecret(name)).map(({ name }) => name)
  return (
    <InputGroup
      label="Environment"
      error={useFault('env')}
      hint={
        open.length > 0
          ? `${open.join(', ')} would stand readable in jobs.json: better kept as a secret, below.`
          : 'Variables for the job’s processes, readable in jobs.json.'
      }
    >
      <div className={css.rows}>
        {fields.map((field, index) => (
          <Entry key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
        <Button icon={<Plus size={14} />} onClick={() => append({ name: '', value: '' })}>
          Add a variable
        </Button>
      </div>
    </InputGroup>
  )
}

function Entry({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { register } = useFormContext<JobDraft>()
  const name = useWatch<JobDraft, `env.${number}.name`>({ name: `env.${index}.name` })
  return (
    <div className={css.entry}>
      <div className={css.pair}>
        <TextInput
          mono
          aria-label={`Variable ${index + 1}`}
          placeholder="NAME"
          {...register(`env.${index}.name`)}
        />
        <TextInput
          mono
          aria-label={`Value of ${name || `variable ${index + 1}`}`}
          type={looksSecret(name) ? 'password' : 'text'}
          autoComplete="new-password"
          placeholder="value"
          {...register(`env.${index}.value`)}
        />
        <Button
          kind="quiet"
          aria-label={`Take ${name || `variable ${index + 1}`} away`}
          icon={<X size={14} />}
          onClick={onRemove}
        />
      </div>
    </div>
  )
}
