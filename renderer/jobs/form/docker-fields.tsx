import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '../../parts/button.tsx'
import { Field, FieldGroup } from '../../parts/field.tsx'
import { Select, TextArea, TextInput } from '../../parts/inputs.tsx'
import { InputGroup, TextField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './rows.module.css'
import { useFault } from './use-fault.ts'

/** What a docker job bakes: an image, a command, and what it sees of the machine. */
export function DockerFields() {
  const { register } = useFormContext<JobDraft>()
  const fault = useFault('command')
  return (
    <FieldGroup title="Container">
      <TextField name="image" label="Image" mono width="medium" placeholder="alpine:3.22" />
      <Field
        label="Command"
        error={fault}
        hint="Split into words as a shell does, without being one: for pipes and “&&” write sh -c '…'. Empty: the image’s own."
      >
        {(input) => (
          <TextArea
            {...input}
            rows={2}
            placeholder="sh -c 'tar -cf - /data | gzip > /out/data.tgz'"
            {...register('command')}
          />
        )}
      </Field>
      <Volumes />
    </FieldGroup>
  )
}

function Volumes() {
  const { control } = useFormContext<JobDraft>()
  const { fields, append, remove } = useFieldArray({ control, name: 'volumes' })
  return (
    <InputGroup
      label="Volumes"
      hint="Folders of the machine, or named volumes, and where the container sees them."
    >
      <div className={css.rows}>
        {fields.map((field, index) => (
          <Volume key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
        <Button icon={<Plus size={14} />} onClick={() => append({ from: '', to: '', mode: '' })}>
          Add a volume
        </Button>
      </div>
    </InputGroup>
  )
}

function Volume({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { register } = useFormContext<JobDraft>()
  const fault = useFault(`volumes.${index}`)
  const mode = useWatch<JobDraft, `volumes.${number}.mode`>({ name: `volumes.${index}.mode` })
  const invalid = fault ? ({ 'aria-invalid': true, 'aria-describedby': `volume-${index}` } as const) : {}
  return (
    <div className={css.entry}>
      <div className={css.volume}>
        <TextInput
          mono
          aria-label={`Volume ${index + 1}: folder or name`}
          placeholder="~/data"
          {...invalid}
          {...register(`volumes.${index}.from`)}
        />
        <span aria-hidden="true">→</span>
        <TextInput
          mono
          aria-label={`Volume ${index + 1}: seen at`}
          placeholder="/data"
          {...register(`volumes.${index}.to`)}
        />
        <Select aria-label={`Volume ${index + 1}: access`} {...register(`volumes.${index}.mode`)}>
          <option value="">read and write</option>
          <option value="ro">only read</option>
          {mode === 'rw' && <option value="rw">read and write, said so</option>}
        </Select>
        <Button
          kind="quiet"
          aria-label={`Take volume ${index + 1} away`}
          icon={<X size={14} />}
          onClick={onRemove}
        />
      </div>
      {fault && (
        <p id={`volume-${index}`} className={css.error}>
          {fault}
        </p>
      )}
    </div>
  )
}
