import { Field, FieldGroup } from '../../parts/field.tsx'
import { Select, TextArea, TextInput } from '../../parts/inputs.tsx'
import css from './job-form.module.css'
import type { FormPartProps } from './job-form.tsx'

/** What a pipeline job bakes: which pipeline, from where, on whose login. */
export function PipelineFields({ draft, errors, onChange }: FormPartProps) {
  return (
    <FieldGroup title="Pipeline">
      <Field
        label="Repository"
        error={errors['source.repo']}
        hint="An https or ssh address, or a path on the oven’s machine."
      >
        {(input) => (
          <TextInput
            {...input}
            mono
            placeholder="git@github.com:you/project.git"
            value={draft.repo}
            onChange={(event) => onChange({ repo: event.target.value })}
          />
        )}
      </Field>
      <Field label="Branch" error={errors['source.branch']}>
        {(input) => (
          <TextInput
            {...input}
            mono
            width="medium"
            value={draft.branch}
            onChange={(event) => onChange({ branch: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Pipeline"
        error={errors.pipeline}
        hint="Its file in the repository is .agent-pipeline/pipelines/<name>.yml."
      >
        {(input) => (
          <TextInput
            {...input}
            mono
            width="medium"
            placeholder="nightly-review"
            value={draft.pipeline}
            onChange={(event) => onChange({ pipeline: event.target.value })}
          />
        )}
      </Field>
      <Field label="Claude login" error={errors.auth}>
        {(input) => (
          <Select {...input} value={draft.auth} onChange={(event) => onChange({ auth: event.target.value })}>
            <option value="">The login of this machine</option>
            <option value="container-login">A login made for containers</option>
            <option value="api-key">An API key from the environment</option>
            {draft.auth === 'host-login' && (
              <option value="host-login">The login of this machine (set)</option>
            )}
          </Select>
        )}
      </Field>
      <Field label="Afterwards" error={errors.push}>
        {(input) => (
          <span className={css.check}>
            <input
              {...input}
              type="checkbox"
              checked={draft.push}
              onChange={(event) => onChange({ push: event.target.checked })}
            />
            Push the branches the run creates
          </span>
        )}
      </Field>
    </FieldGroup>
  )
}

/** What a docker job bakes: an image and a command. */
export function DockerFields({ draft, errors, onChange }: FormPartProps) {
  return (
    <FieldGroup title="Container">
      <Field label="Image" error={errors.image}>
        {(input) => (
          <TextInput
            {...input}
            mono
            width="medium"
            placeholder="alpine:3.22"
            value={draft.image}
            onChange={(event) => onChange({ image: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Command"
        error={errors.command}
        hint="Split into words as a shell does. Empty: the image’s own command."
      >
        {(input) => (
          <TextInput
            {...input}
            mono
            value={draft.command}
            onChange={(event) => onChange({ command: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Volumes"
        error={errors.volumes}
        hint="One a line: /host/path:/container/path, with :ro to only read."
      >
        {(input) => (
          <TextArea
            {...input}
            rows={2}
            value={draft.volumes}
            onChange={(event) => onChange({ volumes: event.target.value })}
          />
        )}
      </Field>
    </FieldGroup>
  )
}
