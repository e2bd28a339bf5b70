import { Field, FieldGroup } from '../../parts/field.tsx'
import { Select, TextInput } from '../../parts/inputs.tsx'
import type { FormPartProps } from './job-form.tsx'

/** How much a run may use, and what happens when times collide or are missed. */
export function LimitFields({ draft, errors, onChange }: FormPartProps) {
  const defaultOverlap = draft.type === 'docker' ? 'Skip the new run' : 'Run them side by side'
  return (
    <FieldGroup title="Limits">
      <Field
        label="Time limit"
        error={errors['resources.timeout']}
        hint="Seconds from the container’s start; then the run is stopped."
      >
        {(input) => (
          <TextInput
            {...input}
            width="short"
            inputMode="numeric"
            placeholder="3600"
            value={draft.timeout}
            onChange={(event) => onChange({ timeout: event.target.value })}
          />
        )}
      </Field>
      <Field label="Memory" error={errors['resources.memory']} hint="Such as 512m or 2g.">
        {(input) => (
          <TextInput
            {...input}
            width="short"
            value={draft.memory}
            onChange={(event) => onChange({ memory: event.target.value })}
          />
        )}
      </Field>
      <Field label="Processors" error={errors['resources.cpus']}>
        {(input) => (
          <TextInput
            {...input}
            width="short"
            inputMode="decimal"
            value={draft.cpus}
            onChange={(event) => onChange({ cpus: event.target.value })}
          />
        )}
      </Field>
      <Field label="When it still bakes" error={errors.overlap}>
        {(input) => (
          <Select
            {...input}
            value={draft.overlap}
            onChange={(event) => onChange({ overlap: event.target.value })}
          >
            <option value="">{defaultOverlap} (default)</option>
            <option value="skip">Skip the new run</option>
            <option value="queue">Wait until it is done</option>
            <option value="allow">Run them side by side</option>
          </Select>
        )}
      </Field>
      <Field
        label="After a missed time"
        error={errors.catchUp}
        hint="When the machine was asleep or the oven was not running."
      >
        {(input) => (
          <Select
            {...input}
            value={draft.catchUp}
            onChange={(event) => onChange({ catchUp: event.target.value })}
          >
            <option value="">As the oven is set</option>
            <option value="latest">Catch up the latest</option>
            <option value="all">Catch up all</option>
            <option value="skip">Let it go</option>
          </Select>
        )}
      </Field>
    </FieldGroup>
  )
}
