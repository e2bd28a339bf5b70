import { useQuery } from '@tanstack/react-query'
import { useFormContext, useWatch } from 'react-hook-form'
import { AllowedHost } from '../../../contract/job.ts'
import { useOven } from '../../app/oven-context.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { Field } from '../../parts/field.tsx'
import { TextArea } from '../../parts/inputs.tsx'
import { SelectField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import css from './network-fields.module.css'
import { useFault } from './use-fault.ts'
import { useSettled } from './use-settled.ts'
import { lines } from './write-job.ts'

const networks = [
  ['', 'Everything (default)'],
  ['open', 'Everything'],
  ['allowlist', 'Only listed names'],
  ['none', 'Nothing'],
] as const

/** What the job's processes may reach. */
export function NetworkFields() {
  const network = useWatch<JobDraft, 'network'>({ name: 'network' })
  return (
    <>
      <SelectField
        name="network"
        label="Reaches"
        options={networks}
        hint={
          network === 'allowlist'
            ? 'Over https, through a proxy of its own; not this machine, not private addresses.'
            : network === 'none'
              ? 'No network at all. A pipeline needs its model’s provider, so this is for containers.'
              : 'The internet, as from any container.'
        }
      />
      {network === 'allowlist' && <AllowList />}
    </>
  )
}

function AllowList() {
  const { queries } = useOven()
  const { register } = useFormContext<JobDraft>()
  const written = useWatch<JobDraft, 'allow'>({ name: 'allow' })
  const own = useSettled(lines(written).join('\n'), 300).split('\n').filter(Boolean)
  const isReadable = own.every((name) => AllowedHost.safeParse(name).success)
  const { data } = useQuery(
    queries.jobs.reach.queryOptions({
      input: own.length > 0 ? { allow: own } : {},
      enabled: isReadable,
      retry: false,
    }),
  )
  return (
    <Field
      label="Names"
      error={useFault('allow')}
      hint="One on each line. Empty: the oven’s own list. “default” stands for that list, to add to it; “.example.com” for every name below it."
    >
      {(input) => (
        <>
          <TextArea {...input} rows={3} placeholder={'default\napi.example.com'} {...register('allow')} />
          {data !== undefined && isReadable && (
            <Disclosure label={`${formatNumberOf(data.hosts.length, 'name')} in all`}>
              <ul className={css.hosts} aria-label="Names that can be reached">
                {data.hosts.map((host) => (
                  <li key={host}>{host}</li>
                ))}
              </ul>
            </Disclosure>
          )}
        </>
      )}
    </Field>
  )
}
