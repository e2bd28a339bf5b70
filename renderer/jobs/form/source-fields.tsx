import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useOven } from '../../app/oven-context.ts'
import { formatNumberOf } from '../../format/quantities.ts'
import { FieldGroup } from '../../parts/field.tsx'
import { SuggestField } from './form-fields.tsx'
import type { JobDraft } from './job-draft.ts'
import { CredentialField } from './login-fields.tsx'
import { PipelineLook } from './pipeline-look.tsx'
import { useSource } from './use-source.ts'

/** What a pipeline job bakes: which pipeline, from which branch of which repository. Shown as the repository has it. */
export function SourceFields() {
  const { getValues, setValue, getFieldState } = useFormContext<JobDraft>()
  const written = useWatch<JobDraft, 'source'>({ name: 'source' })
  const pipeline = useWatch<JobDraft, 'pipeline'>({ name: 'pipeline' })
  const source = useSource(written)
  const repos = useRecentRepos()
  const branches = source.branches.data?.state === 'found' ? source.branches.data : null
  const pipelines = source.pipelines.data?.state === 'found' ? source.pipelines.data.pipelines : null

  // What there is only one of need not be chosen.
  useEffect(() => {
    const first = branches?.branches[0]
    if (first === undefined || getFieldState('source.branch').isDirty) return
    const isThere = branches?.branches.some(({ name }) => name === getValues('source.branch'))
    if (!isThere) setValue('source.branch', first.name)
  }, [branches, getFieldState, getValues, setValue])
  useEffect(() => {
    if (pipelines?.length === 1 && getValues('pipeline') === '')
      setValue('pipeline', pipelines[0]!.name, { shouldDirty: true })
  }, [pipelines, getValues, setValue])

  return (
    <FieldGroup title="Pipeline">
      <SuggestField
        name="source.repo"
        label="Repository"
        placeholder="git@github.com:you/project.git"
        hint="An https or ssh address, or a folder on the oven’s machine."
        options={repos}
      />
      <CredentialField choice={written.credentials} repo={written.repo} />
      <SuggestField
        name="source.branch"
        label="Branch"
        options={(branches?.branches ?? []).map(({ name, isDefault }) => ({
          value: name,
          ...(isDefault && { detail: 'default' }),
        }))}
        note={branchNote(source, branches?.truncated === true)}
      />
      <SuggestField
        name="pipeline"
        label="Pipeline"
        placeholder="nightly-review"
        hint={
          pipelines === null ? 'Its file in the repository is .agent-pipeline/pipelines/<name>.yml.' : null
        }
        options={(pipelines ?? []).map(({ name, stages, problems }) => ({
          value: name,
          detail: problems.some(({ level }) => level === 'error')
            ? 'cannot run'
            : formatNumberOf(stages.length, 'stage'),
        }))}
        note={source.pipelines.isFetching ? 'Looking into the repository…' : null}
      />
      <PipelineLook
        source={source}
        chosen={pipeline.trim()}
        onChoose={(name) => setValue('pipeline', name, { shouldDirty: true })}
        onBranch={(name) => setValue('source.branch', name, { shouldDirty: true })}
      />
    </FieldGroup>
  )
}

function branchNote({ branches }: ReturnType<typeof useSource>, truncated: boolean): string | null {
  if (branches.isFetching) return 'Asking the repository…'
  return truncated ? 'There are more; write the name.' : null
}

/** Repositories of the jobs there are, those of most jobs first. */
function useRecentRepos() {
  const { queries } = useOven()
  const { data } = useQuery(queries.jobs.list.queryOptions())
  const jobsOf = new Map<string, string[]>()
  for (const { job } of data ?? []) {
    if (job.type !== 'agent-pipeline') continue
    jobsOf.set(job.source.repo, [...(jobsOf.get(job.source.repo) ?? []), job.name])
  }
  return [...jobsOf]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([value, names]) => ({
      value,
      detail: names.length === 1 ? names[0]! : formatNumberOf(names.length, 'job'),
    }))
}
