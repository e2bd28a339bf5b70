import { Plus } from 'lucide-react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '../../parts/button.tsx'
import { FieldGroup } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { CheckField, InputGroup, SelectField, TextField } from './form-fields.tsx'
import { emptyRule, githubRepoOf } from './github-draft.ts'
import css from './github-fields.module.css'
import { GithubRuleFields } from './github-rule-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import rows from './rows.module.css'
import { useFault } from './use-fault.ts'

const reports = [
  ['comment', 'One comment at the issue, pull request or commit, edited as the run goes on'],
  ['status', 'The status of the commit'],
] as const

/** What on GitHub begins the job: any one of its rules, by whom, and what GitHub is told of it. */
export function GithubFields() {
  const { control } = useFormContext<JobDraft>()
  const { fields, append, remove } = useFieldArray({ control, name: 'github.on' })
  const fault = useFault('github.on')
  return (
    <FieldGroup title="GitHub">
      {fields.length === 0 && <p className={rows.none}>Nothing that happens on GitHub begins this job.</p>}
      {fields.map((field, index) => (
        <GithubRuleFields key={field.id} index={index} onRemove={() => remove(index)} />
      ))}
      {fault !== undefined && <p className={rows.error}>{fault}</p>}
      <div>
        <Button icon={<Plus size={14} />} onClick={() => append(emptyRule)}>
          {fields.length === 0 ? 'Begin at what happens on GitHub' : 'Add a rule'}
        </Button>
      </div>
      {fields.length > 0 && <ForAllRules />}
    </FieldGroup>
  )
}

function ForAllRules() {
  const type = useWatch<JobDraft, 'type'>({ name: 'type' })
  const source = useWatch<JobDraft, 'source.repo'>({ name: 'source.repo' })
  const by = useWatch<JobDraft, 'github.by'>({ name: 'github.by' })
  const own = type === 'agent-pipeline' ? githubRepoOf(source) : null
  return (
    <>
      <TextField
        name="github.repo"
        label="Happens in"
        mono
        width="medium"
        placeholder={own ?? 'owner/name'}
        hint={
          own === null
            ? 'The repository on GitHub, as owner/name.'
            : `Empty: ${own}, where the job’s code comes from.`
        }
      />
      <SelectField
        name="github.by"
        label="Begun by"
        options={[
          ['writers', 'People who may write to the repository'],
          ['anyone', 'Anyone'],
        ]}
      />
      {by === 'anyone' && (
        <div className={css.beside}>
          <Notice tone="attention" title="Anyone with an account on GitHub can begin runs of this job.">
            They bake on this machine and spend its budget. What strangers wrote reaches agents as a file that
            is marked untrusted, yet they may still follow it: give such a job no secrets, and a network with
            an allow-list.
          </Notice>
        </div>
      )}
      <CheckField
        name="github.poll"
        label="Ask GitHub"
        hint="For machines that GitHub cannot call, and for what was missed while this one slept."
      >
        Ask GitHub now and then what happened
      </CheckField>
      <Reports />
    </>
  )
}

function Reports() {
  const { setValue, getValues } = useFormContext<JobDraft>()
  const chosen = useWatch<JobDraft, 'github.report'>({ name: 'github.report' })
  return (
    <InputGroup
      label="Say on GitHub"
      error={useFault('github.report')}
      hint="Nothing is written there unless asked for."
    >
      {reports.map(([value, title]) => (
        <label key={value} className={css.choice}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => {
              const others = getValues('github.report').filter((each) => each !== value)
              setValue('github.report', event.target.checked ? [...others, value] : others, {
                shouldDirty: true,
              })
            }}
          />
          {title}
        </label>
      ))}
    </InputGroup>
  )
}
