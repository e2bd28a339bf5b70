import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Job, JobView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import {
  changedFields,
  emptyDraft,
  type JobDraft,
  readJob,
  type WrittenJob,
  writeJob,
} from './form/job-draft.ts'
import { JobForm } from './form/job-form.tsx'
import { JobJson } from './form/job-json.tsx'
import { type PlacedErrors, placeErrors } from './form/place-errors.ts'
import css from './job-editor.module.css'

/** Makes a job. */
export function NewJob({ type }: { type: Job['type'] }) {
  const { client } = useOven()
  return (
    <JobEditor
      title={type === 'docker' ? 'New docker job' : 'New pipeline job'}
      start={emptyDraft(type)}
      isNew
      backTo={addresses.jobs}
      save={(job) => client.jobs.add({ job })}
    />
  )
}

/** Changes a job. Only what differs is sent; none of it starts a run. */
export function EditJob({ id }: { id: string }) {
  const { client, queries } = useOven()
  const { data, error } = useQuery(
    queries.jobs.show.queryOptions({ input: { id }, staleTime: Number.POSITIVE_INFINITY }),
  )
  if (data === undefined)
    return error === null ? null : (
      <EmptyState title={toRefusal(error).message}>{toRefusal(error).hint}</EmptyState>
    )
  const start = readJob(data.job)
  return (
    <JobEditor
      title={`Edit ${data.job.name}`}
      start={start}
      isNew={false}
      backTo={addresses.job(id)}
      save={(job) => client.jobs.update({ id, changes: changedFields(writeJob(start), job) })}
    />
  )
}

interface JobEditorProps {
  title: string
  start: JobDraft
  isNew: boolean
  backTo: string
  save: (job: WrittenJob) => Promise<JobView>
}

function JobEditor({ title, start, isNew, backTo, save }: JobEditorProps) {
  const { queries } = useOven()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState(start)
  const [json, setJson] = useState<string | null>(null)
  const [jsonError, setJsonError] = useState<string | null>(null)
  const saving = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: save,
    onSuccess: (view) => {
      queryClient.setQueryData(queries.jobs.show.queryKey({ input: { id: view.job.id } }), view)
      void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
      void queryClient.invalidateQueries({ queryKey: queries.status.key() })
      goTo(addresses.job(view.job.id))
    },
  })
  const refusal = saving.error === null ? null : toRefusal(saving.error)
  const errors = placeErrors(refusal?.fields ?? [])
  const form = useRef<HTMLFormElement>(null)

  // What was refused is brought into sight: the first wrong input, or else the reason on top.
  useEffect(() => {
    if (saving.error === null) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid]')
    wrong?.focus({ preventScroll: true })
    const target = wrong ?? form.current
    target?.scrollIntoView({ block: wrong ? 'center' : 'start' })
  }, [saving.error])

  function submit(): void {
    const job = json === null ? writeJob(draft) : parseJob(json)
    setJsonError(job === null ? 'This is not a JSON object.' : null)
    if (job !== null) saving.mutate(job)
  }

  function showAs(view: 'form' | 'json'): void {
    setJsonError(null)
    if (view === 'json') {
      setJson(JSON.stringify(writeJob(draft), null, 2))
      return
    }
    const parsed = json === null ? null : parseJob(json)
    const next = parsed === null ? null : toDraft(parsed, start.type)
    if (next === null) {
      setJsonError('The form cannot show this. Correct it here, or save it as it is.')
      return
    }
    setDraft(next)
    setJson(null)
  }

  return (
    <form
      ref={form}
      className={css.editor}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <PageHeader
        title={title}
        actions={
          <SegmentedControl
            label="Show as"
            value={json === null ? 'form' : 'json'}
            options={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={showAs}
          />
        }
      />
      {refusal !== null && (
        <Refused message={refusal.message} hint={refusal.hint} errors={errors} all={json !== null} />
      )}
      {json === null ? (
        <JobForm draft={draft} errors={errors.byInput} isNew={isNew} onChange={setDraft} />
      ) : (
        <JobJson text={json} error={jsonError} onChange={setJson} />
      )}
      <div className={css.buttons}>
        <ButtonLink href={backTo}>Cancel</ButtonLink>
        <Button kind="primary" type="submit" busy={saving.isPending}>
          {isNew ? 'Create job' : 'Save'}
        </Button>
      </div>
    </form>
  )
}

function Refused(props: { message: string; hint: string | null; errors: PlacedErrors; all: boolean }) {
  const { message, hint, errors, all } = props
  const placed = Object.entries(errors.byInput).map(([field, text]) => ({ field, message: text }))
  const told = placed.length > 0 && errors.elsewhere.length === 0 && !all
  if (told)
    return (
      <Notice
        tone="failed"
        role="alert"
        title={
          placed.length === 1 ? 'One field needs a correction' : `${placed.length} fields need a correction`
        }
      >
        Nothing was saved yet.
      </Notice>
    )
  return (
    <Notice tone="failed" title={message} role="alert">
      {hint !== null && <p>{hint}</p>}
      {[...errors.elsewhere, ...(all ? placed : [])].map((error) => (
        <p key={error.field + error.message}>{error.message}</p>
      ))}
    </Notice>
  )
}

function parseJob(json: string): WrittenJob | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WrittenJob) : null
  } catch {
    return null
  }
}

/** Reads a job that was written by hand into the form, as far as its parts have the expected shapes. */
function toDraft(written: WrittenJob, type: Job['type']): JobDraft | null {
  const command = typeof written.command === 'string' ? written.command : null
  const needed =
    type === 'docker' ? { image: '', command: [] } : { source: { repo: '', branch: 'main' }, pipeline: '' }
  const job: WrittenJob = {
    id: '',
    name: '',
    enabled: true,
    schedule: { type: 'manual' },
    ...needed,
    ...written,
    type,
    ...(command !== null && { command: [] }),
  }
  try {
    const draft = readJob(job as Job)
    return command === null ? draft : { ...draft, command }
  } catch {
    return null
  }
}
