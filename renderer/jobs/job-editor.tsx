import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { FormProvider } from 'react-hook-form'
import type { FieldError, Job, JobView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo, replaceAddress } from '../app/router.ts'
import { type Refusal, toRefusal } from '../connection/refusal.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { PageHeader } from '../parts/card.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Notice } from '../parts/notice.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { SegmentedControl } from '../parts/segmented-control.tsx'
import { changedFields, emptyDraft, type JobDraft, type WrittenJob } from './form/job-draft.ts'
import { JobForm } from './form/job-form.tsx'
import { JobJson } from './form/job-json.tsx'
import { readJson, showAsJson } from './form/json-view.ts'
import { placeErrors } from './form/place-errors.ts'
import { readJob } from './form/read-job.ts'
import { RehearsalPanel } from './form/rehearsal-panel.tsx'
import { HostFaults, SavingTries } from './form/use-fault.ts'
import { useJobForm } from './form/use-job-form.ts'
import { useLeaveGuard } from './form/use-leave-guard.ts'
import { writeJob } from './form/write-job.ts'
import css from './job-editor.module.css'

/** Makes a job. */
export function NewJob({ type }: { type: Job['type'] }) {
  const { client } = useOven()
  return (
    <JobEditor
      title="New job"
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
  const query = useQuery(
    queries.jobs.show.queryOptions({ input: { id }, staleTime: Number.POSITIVE_INFINITY }),
  )
  return (
    <QueryState query={query}>
      {({ job }) => (
        <JobEditor
          title={`Edit ${job.name}`}
          start={readJob(job)}
          isNew={false}
          backTo={addresses.job(id)}
          save={(written, before) => client.jobs.update({ id, changes: changedFields(before, written) })}
        />
      )}
    </QueryState>
  )
}

interface JobEditorProps {
  title: string
  start: JobDraft
  isNew: boolean
  backTo: string
  save: (job: WrittenJob, before: WrittenJob) => Promise<JobView>
}

/** The address of a job's form on which its rehearsal is shown. */
const rehearsing = (jobId: string, runId: string) => `${addresses.editJob(jobId)}?rehearsal=${runId}`
const rehearsalHere = () => new URLSearchParams(window.location.hash.split('?')[1] ?? '').get('rehearsal')

function JobEditor({ title, start: loaded, isNew, backTo, save }: JobEditorProps) {
  const { client, queries } = useOven()
  const queryClient = useQueryClient()
  // What is being written stays as it is, whatever becomes of the job elsewhere meanwhile.
  const [start, setStart] = useState(loaded)
  const [json, setJson] = useState<string | null>(null)
  const [jsonFault, setJsonFault] = useState<string | null>(null)
  const [rehearsal, setRehearsal] = useState(rehearsalHere)
  const jobs = useQuery(queries.jobs.list.queryOptions({ enabled: isNew }))
  const taken = isNew ? (jobs.data ?? []).map(({ job }) => job.id) : []
  const { form, hostFaults, tries, check, refuse } = useJobForm(start, taken)
  const { isDirty, errors } = form.formState
  const guard = useLeaveGuard(isDirty || (json !== null && json !== showAsJson(form.getValues())))
  const element = useRef<HTMLFormElement>(null)

  const saving = useMutation({
    meta: { showsItsErrors: true },
    mutationFn: async ({ job, rehearse }: { job: WrittenJob; rehearse: boolean }) => {
      const view = await save(job, writeJob(start))
      if (!rehearse) return { view, runId: null }
      const run = await client.jobs.run({ id: view.job.id, rehearse: true }).catch((error: unknown) => {
        // The job is saved: what is wrong with its run is told on the saved job's form.
        onSaved(view)
        throw error
      })
      return { view, runId: run.id }
    },
    onSuccess: ({ view, runId }) => {
      onSaved(view)
      if (runId === null) {
        goTo(addresses.job(view.job.id))
        return
      }
      setRehearsal(runId)
      replaceAddress(rehearsing(view.job.id, runId))
    },
    onError: (error) => refuse(toRefusal(error).fields),
  })

  function onSaved(view: JobView): void {
    queryClient.setQueryData(queries.jobs.show.queryKey({ input: { id: view.job.id } }), view)
    void queryClient.invalidateQueries({ queryKey: queries.jobs.key() })
    void queryClient.invalidateQueries({ queryKey: queries.status.key() })
    guard.letPass()
    const kept = readJob(view.job)
    setStart(kept)
    form.reset(kept)
    setJson((shown) => (shown === null ? null : showAsJson(kept)))
  }

  // What was refused is brought into sight: the first wrong input, once the group that holds it is open.
  const faultCount = Object.keys(hostFaults).length
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each refusal, not at each fault that is mended
  useEffect(() => {
    if (saving.error !== null && faultCount > 0) focusFirstFault(element.current)
  }, [saving.error])

  async function submit(rehearse: boolean): Promise<void> {
    if (json !== null) {
      const read = readJson(json, form.getValues())
      setJsonFault('fault' in read ? read.fault : null)
      if (!('fault' in read)) saving.mutate({ job: read.job, rehearse })
      return
    }
    if (await check()) saving.mutate({ job: writeJob(form.getValues()), rehearse })
    else focusFirstFault(element.current)
  }

  function showAs(view: 'form' | 'json'): void {
    setJsonFault(null)
    if (view === 'json') {
      setJson(showAsJson(form.getValues()))
      return
    }
    const read = readJson(json ?? '', form.getValues())
    if ('fault' in read) setJsonFault(read.fault)
    else if (read.draft === null)
      setJsonFault('The form cannot show this. Correct it here, or save it as it is.')
    else {
      form.reset(read.draft, { keepDefaultValues: true })
      setJson(null)
    }
  }

  const refusal = saving.error === null ? null : toRefusal(saving.error)
  const wrong = json === null ? countFaults(errors) + faultCount : 0
  const canRehearse = (json === null ? form.watch('type') : start.type) === 'agent-pipeline'
  return (
    <FormProvider {...form}>
      <HostFaults value={hostFaults}>
        <SavingTries value={tries}>
          <form
            ref={element}
            className={css.editor}
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void submit(false)
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
            {rehearsal !== null && (
              <RehearsalPanel
                key={rehearsal}
                runId={rehearsal}
                onClose={() => {
                  setRehearsal(null)
                  replaceAddress(addresses.editJob(start.id))
                }}
              />
            )}
            {json === null ? (
              <JobForm isNew={isNew} taken={taken} />
            ) : (
              <JobJson text={json} error={jsonFault} onChange={setJson} />
            )}
            <footer className={css.footer}>
              {refusal !== null && <Refused refusal={refusal} all={json !== null} />}
              <div className={css.buttons}>
                {wrong > 0 && (
                  <p className={css.wrong} role="alert">
                    {formatNumberOf(wrong, 'field needs', 'fields need')} a correction.
                  </p>
                )}
                <ButtonLink href={backTo}>Cancel</ButtonLink>
                {canRehearse && (
                  <Button
                    busy={saving.isPending && saving.variables.rehearse}
                    title="Saves the job, then plays its stages without calling a model"
                    onClick={() => void submit(true)}
                  >
                    Save and rehearse
                  </Button>
                )}
                <Button kind="primary" type="submit" busy={saving.isPending && !saving.variables.rehearse}>
                  {isNew ? 'Create job' : 'Save'}
                </Button>
              </div>
            </footer>
          </form>
          {guard.wanted !== null && (
            <ConfirmDialog
              title="Leave without saving?"
              confirm="Leave"
              danger
              onConfirm={guard.leave}
              onClose={guard.stay}
            >
              What you changed here is not saved.
            </ConfirmDialog>
          )}
        </SavingTries>
      </HostFaults>
    </FormProvider>
  )
}

/** What the host said that has no input of its own; in the JSON view, all of it. */
function Refused({ refusal, all }: { refusal: Refusal; all: boolean }) {
  const shown: FieldError[] = all ? refusal.fields : placeErrors(refusal.fields).elsewhere
  if (!all && refusal.fields.length > 0 && shown.length === 0) return null
  return (
    <Notice
      tone="failed"
      title={refusal.fields.length > 0 ? 'The job was not saved.' : refusal.message}
      role="alert"
    >
      {refusal.hint !== null && refusal.fields.length === 0 && <p>{refusal.hint}</p>}
      {shown.map((error) => (
        <p key={error.field + error.message}>{error.message}</p>
      ))}
    </Notice>
  )
}

/** Once the groups that hold faults are open. */
function focusFirstFault(form: HTMLFormElement | null): void {
  setTimeout(() => {
    const wrong = form?.querySelector<HTMLElement>('[aria-invalid], [data-fault]')
    const group = wrong?.closest('details')
    if (group) group.open = true
    wrong?.focus({ preventScroll: true })
    wrong?.scrollIntoView({ block: 'center' })
  }, 50)
}

/** Faults at the leaves of what the form library keeps. */
function countFaults(errors: object): number {
  return Object.values(errors).reduce<number>((count, each: unknown) => {
    if (typeof each !== 'object' || each === null) return count
    return count + ('message' in each && typeof each.message === 'string' ? 1 : countFaults(each))
  }, 0)
}
