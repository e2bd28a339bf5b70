import { useFormContext, useWatch } from 'react-hook-form'
import { RELAXABLE_CAPABILITIES } from '../../../contract/job.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { InputGroup } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './rows.module.css'
import { useFault } from './use-fault.ts'

/** Items of the cage that a docker job does without, each by its name. */
export function CageFields() {
  const relax = useWatch<JobDraft, 'relax'>({ name: 'relax' })
  const capabilities = RELAXABLE_CAPABILITIES.map((name) => `capability:${name}`)
  const given = relax.filter((item) => item.startsWith('capability:')).length
  return (
    <InputGroup
      label="Do without"
      error={useFault('relax')}
      hint="Each makes the cage weaker. A failed run says when one of them was in its way."
    >
      <div className={css.choices}>
        <Item item="root-user">Another user than root</Item>
        <Item item="writable-root">A read-only root</Item>
      </div>
      <Disclosure
        label={`Capabilities for root${given > 0 ? ` (${given} given back)` : ''}`}
        startsOpen={given > 0}
      >
        <div className={css.choices}>
          {capabilities.map((item) => (
            <Item key={item} item={item}>
              <code>{item.slice('capability:'.length)}</code>
            </Item>
          ))}
        </div>
      </Disclosure>
    </InputGroup>
  )
}

function Item({ item, children }: { item: string; children: React.ReactNode }) {
  const { setValue, getValues } = useFormContext<JobDraft>()
  const relax = useWatch<JobDraft, 'relax'>({ name: 'relax' })
  return (
    <label>
      <input
        type="checkbox"
        checked={relax.includes(item)}
        onChange={(event) => {
          const others = getValues('relax').filter((each) => each !== item)
          setValue('relax', event.target.checked ? [...others, item] : others, { shouldDirty: true })
        }}
      />
      <span>{children}</span>
    </label>
  )
}
