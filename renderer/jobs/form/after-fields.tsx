import { useQuery } from '@tanstack/react-query'
import { useWatch } from 'react-hook-form'
import { useOven } from '../../app/oven-context.ts'
import { SelectField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'

type Option = readonly [value: string, title: string]

const ends: Option[] = [
  ['succeeded', 'has succeeded'],
  ['failed,timed-out,blocked,lost', 'has gone wrong'],
  ['finished', 'has ended, in whatever way'],
]
const worths: Option[] = [
  ['', 'Whatever it was worth'],
  ['worked', 'Only when it did some work'],
]

/** The job that this one follows, and which of its runs. */
export function AfterFields() {
  const { queries } = useOven()
  const id = useWatch<JobDraft, 'id'>({ name: 'id' })
  const { job, on, verdicts } = useWatch<JobDraft, 'after'>({ name: 'after' })
  const { data = [] } = useQuery(queries.jobs.list.queryOptions())
  const others = data.filter((view) => view.job.id !== id).map((view): Option => [view.job.id, view.job.name])
  if (others.length === 0 && job === '') return null
  return (
    <>
      <SelectField
        name="after.job"
        label="After"
        options={withChosen([['', 'No other job'], ...others], job)}
        faultOf="after"
      />
      {job !== '' && (
        <>
          <SelectField name="after.on" label="When it" options={withChosen(ends, on)} />
          <SelectField name="after.verdicts" label="And" options={withChosen(worths, verdicts)} />
        </>
      )}
    </>
  )
}

/** What was written by hand stays to be chosen, in the words of the job's text. */
function withChosen(options: Option[], value: string): Option[] {
  return options.some(([each]) => each === value)
    ? options
    : [...options, [value, value.replaceAll(',', ', ')]]
}
