import { Field, FieldGroup } from '../../parts/field.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import { EnvFields } from './env-fields.tsx'
import { idFromName, type JobDraft } from './job-draft.ts'
import css from './job-form.module.css'
import { LimitFields } from './limit-fields.tsx'
import { ScheduleFields } from './schedule-fields.tsx'
import { DockerFields, PipelineFields } from './what-fields.tsx'

/** Parts of the form take the draft, and hand back what changes in it. */
export interface FormPartProps {
  draft: JobDraft
  /** The host's refusals, by input. */
  errors: Record<string, string>
  onChange: (part: Partial<JobDraft>) => void
}

export interface JobFormProps {
  draft: JobDraft
  errors: Record<string, string>
  isNew: boolean
  onChange: (draft: JobDraft) => void
}

/** A job to fill in. */
export function JobForm({ draft, errors, isNew, onChange }: JobFormProps) {
  const change = (part: Partial<JobDraft>) => onChange({ ...draft, ...part })
  const part: FormPartProps = { draft, errors, onChange: change }
  return (
    <div className={css.form}>
      <FieldGroup title="Job">
        <Field label="Name" error={errors.name}>
          {(input) => (
            <TextInput
              {...input}
              width="medium"
              value={draft.name}
              onChange={(event) => change(named(draft, event.target.value))}
            />
          )}
        </Field>
        <Field
          label="Id"
          error={errors.id}
          hint={isNew ? 'Names the job for good: in addresses, folders and commands.' : undefined}
        >
          {(input) => (
            <TextInput
              {...input}
              width="medium"
              mono
              disabled={!isNew}
              value={draft.id}
              onChange={(event) => change({ id: event.target.value, idFollowsName: false })}
            />
          )}
        </Field>
      </FieldGroup>
      {draft.type === 'docker' ? <DockerFields {...part} /> : <PipelineFields {...part} />}
      <ScheduleFields {...part} />
      <EnvFields {...part} />
      <LimitFields {...part} />
    </div>
  )
}

function named(draft: JobDraft, name: string): Partial<JobDraft> {
  return draft.idFollowsName ? { name, id: idFromName(name) } : { name }
}
