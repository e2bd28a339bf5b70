import { useFormContext, useWatch } from 'react-hook-form'
import { Field, FieldGroup } from '../../parts/field.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import { SegmentedControl } from '../../parts/segmented-control.tsx'
import { TextField } from './form-fields.tsx'
import { idFromName, type JobDraft } from './job-draft.ts'
import css from './name-fields.module.css'
import { useFault } from './use-fault.ts'

/** What the job is, and how it is called. */
export function NameFields({ isNew, taken }: { isNew: boolean; taken: readonly string[] }) {
  const { register, setValue, getValues } = useFormContext<JobDraft>()
  const type = useWatch<JobDraft, 'type'>({ name: 'type' })
  const idFault = useFault('id')
  return (
    <FieldGroup title="Job">
      {isNew && (
        <div className={css.type}>
          <SegmentedControl
            label="Kind of job"
            value={type}
            options={[
              { value: 'agent-pipeline', label: 'Pipeline of agents' },
              { value: 'docker', label: 'Docker container' },
            ]}
            onChange={(chosen) => setValue('type', chosen, { shouldDirty: true })}
          />
          <p>
            {type === 'docker'
              ? 'Runs a command in a container of any image.'
              : 'Lets agents work on a git repository, stage by stage, as a pipeline kept in it says.'}
          </p>
        </div>
      )}
      <TextField
        name="name"
        label="Name"
        width="medium"
        autoFocus={isNew}
        placeholder={type === 'docker' ? 'Nightly backup' : 'Nightly code review'}
        onWrite={(name) => {
          if (getValues('idFollowsName')) setValue('id', idFromName(name, taken), { shouldDirty: true })
        }}
      />
      <Field
        label="Id"
        error={idFault}
        hint={isNew ? 'Made of the name. It stays for good: in addresses, folders and commands.' : undefined}
      >
        {(input) => (
          <TextInput
            {...input}
            width="medium"
            mono
            {...(isNew ? {} : { readOnly: true, className: css.fixed })}
            {...register('id', {
              onChange: () => setValue('idFollowsName', getValues('id') === '', { shouldDirty: true }),
            })}
          />
        )}
      </Field>
    </FieldGroup>
  )
}
