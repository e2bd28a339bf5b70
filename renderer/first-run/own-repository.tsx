import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { RepoAddress, type SourcePipeline } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { toRefusal } from '../connection/refusal.ts'
import { useSettled } from '../jobs/form/use-settled.ts'
import { Button } from '../parts/button.tsx'
import { Combobox } from '../parts/combobox.tsx'
import { Field } from '../parts/field.tsx'
import { Select, TextInput } from '../parts/inputs.tsx'
import { Notice } from '../parts/notice.tsx'
import css from './first-run-page.module.css'
import type { RehearsalSource } from './use-rehearsal.ts'

/** A repository, its branch and a pipeline in it, found by really asking. */
export function OwnRepository({
  busy,
  onBake,
}: {
  busy: boolean
  onBake: (source: RehearsalSource) => void
}) {
  const { queries } = useOven()
  const [repo, setRepo] = useState('')
  const [branch, setBranch] = useState('')
  const [chosen, setChosen] = useState('')
  const settled = useSettled(useDeferredValue(repo.trim()), 500)
  const address = RepoAddress.safeParse(settled)
  const branches = useQuery(
    queries.sources.branches.queryOptions({
      input: { repo: settled },
      enabled: settled !== '' && address.success,
    }),
  )
  const names = branches.data?.state === 'found' ? branches.data.branches : []
  const usedBranch = branch || (names.find((one) => one.isDefault) ?? names[0])?.name || ''
  const pipelines = useQuery(
    queries.sources.pipelines.queryOptions({
      input: { repo: settled, branch: usedBranch },
      enabled: usedBranch !== '' && names.some(({ name }) => name === usedBranch),
    }),
  )
  const found = pipelines.data?.state === 'found' ? pipelines.data.pipelines : []
  const pipeline = found.find(({ name }) => name === chosen) ?? found[0]
  const problem =
    branches.data?.state === 'refused'
      ? branches.data.problem
      : pipelines.data?.state === 'refused'
        ? pipelines.data.problem
        : null
  const failed = branches.error ?? pipelines.error
  const looking = branches.isFetching || pipelines.isFetching
  return (
    <form
      className={css.choice}
      onSubmit={(event) => {
        event.preventDefault()
        if (pipeline !== undefined)
          onBake({ repo: settled, branch: usedBranch, pipeline: pipeline.name, isSample: false })
      }}
    >
      <Field
        label="Repository"
        hint="An address such as https://github.com/you/shop, or a path on this machine"
        error={settled !== '' && !address.success ? address.error.issues[0]?.message : undefined}
      >
        {(input) => (
          <TextInput
            {...input}
            autoFocus
            placeholder="~/code/shop"
            value={repo}
            onChange={(event) => {
              setRepo(event.target.value)
              setBranch('')
              setChosen('')
            }}
          />
        )}
      </Field>
      {names.length > 0 && (
        <Field label="Branch">
          {(input) => (
            <Combobox
              {...input}
              value={branch || usedBranch}
              options={names.map(({ name, isDefault }) => ({
                value: name,
                ...(isDefault && { detail: 'default' }),
              }))}
              onChange={setBranch}
            />
          )}
        </Field>
      )}
      {pipeline !== undefined && (
        <Field label="Pipeline" hint={stagesOf(pipeline)}>
          {(input) => (
            <Select {...input} value={pipeline.name} onChange={(event) => setChosen(event.target.value)}>
              {found.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {looking && <p className={css.detail}>Looking into the repository…</p>}
      {!looking && pipelines.data?.state === 'found' && found.length === 0 && (
        <Notice tone="attention" title="There is no pipeline on this branch">
          Pipelines are files in `.agent-pipeline/pipelines`; `npx agent-pipeline init` makes a first one.
        </Notice>
      )}
      {problem !== null && <Notice tone="attention" title={problem.message} fixes={problem.fixes} />}
      {failed !== null && <Notice tone="failed" title={toRefusal(failed).message} />}
      <div className={css.row}>
        <Button kind="primary" type="submit" busy={busy} disabled={pipeline === undefined}>
          Bake a rehearsal of it
        </Button>
      </div>
    </form>
  )
}

function stagesOf({ stages }: SourcePipeline): string {
  return `${stages.length === 1 ? '1 stage' : `${stages.length} stages`}: ${stages.map(({ name }) => name).join(', ')}`
}
