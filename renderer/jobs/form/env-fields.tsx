import { Plus, X } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { FieldGroup } from '../../parts/field.tsx'
import { TextInput } from '../../parts/inputs.tsx'
import css from './env-fields.module.css'
import type { EnvEntry } from './job-draft.ts'
import type { FormPartProps } from './job-form.tsx'

/** Names that look like keys are not shown while they are written. */
const SECRET_NAME = /key|token|secret|password|passwd|credential/i

/** Names and values the job's processes find in their environment. */
export function EnvFields({ draft, errors, onChange }: FormPartProps) {
  const set = (key: number, part: Partial<EnvEntry>) =>
    onChange({ env: draft.env.map((entry) => (entry.key === key ? { ...entry, ...part } : entry)) })
  const add = () => {
    const key = Math.max(-1, ...draft.env.map((entry) => entry.key)) + 1
    onChange({ env: [...draft.env, { key, name: '', value: '' }] })
  }
  return (
    <FieldGroup title="Environment">
      {draft.env.length === 0 && <p className={css.none}>Nothing but what the image brings.</p>}
      {draft.env.map((entry) => (
        <div key={entry.key} className={css.entry}>
          <TextInput
            mono
            aria-label="Name"
            placeholder="NAME"
            value={entry.name}
            onChange={(event) => set(entry.key, { name: event.target.value })}
          />
          <TextInput
            mono
            aria-label={`Value of ${entry.name || 'this name'}`}
            type={SECRET_NAME.test(entry.name) ? 'password' : 'text'}
            autoComplete="new-password"
            placeholder="value"
            value={entry.value}
            onChange={(event) => set(entry.key, { value: event.target.value })}
          />
          <Button
            kind="quiet"
            aria-label={`Take ${entry.name || 'this entry'} away`}
            icon={<X size={14} />}
            onClick={() => onChange({ env: draft.env.filter(({ key }) => key !== entry.key) })}
          />
        </div>
      ))}
      {errors.env && <p className={css.error}>{errors.env}</p>}
      <div>
        <Button icon={<Plus size={14} />} onClick={add}>
          Add
        </Button>
      </div>
    </FieldGroup>
  )
}
