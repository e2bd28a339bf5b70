import { useQuery } from '@tanstack/react-query'
import { FlaskConical, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { JobView } from '../../contract/index.ts'
import { usePageKeys } from '../app/keyboard.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { goTo } from '../app/router.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Badge } from '../parts/badge.tsx'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { Switch } from '../parts/switch.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { RunRows } from '../runs/run-rows.tsx'
import { useRuns } from '../runs/use-runs.ts'
import { AdoptNotice } from '../secrets/adopt-notice.tsx'
import { JobGlyph } from './job-glyph.tsx'
import css from './job-page.module.css'
import { JobSettings } from './job-settings.tsx'
import { RemoveJobDialog } from './remove-job-dialog.tsx'
import { useEnableJob, useRunJob } from './use-job-actions.ts'

/** One job: its runs, its settings, and what can be done with it. */
export function JobPage({ id }: { id: string }) {
  const { queries } = useOven()
  const { data, error } = useQuery(queries.jobs.show.queryOptions({ input: { id } }))
  if (data !== undefined) return <LoadedJob view={data} />
  if (error === null) return null
  const refusal = toRefusal(error)
  return (
    <EmptyState title={refusal.message} action={<ButtonLink href={addresses.jobs}>All jobs</ButtonLink>}>
      {refusal.hint}
    </EmptyState>
  )
}

function LoadedJob({ view }: { view: JobView }) {
  const { job } = view
  const enable = useEnableJob()
  const enabled = enable.isPending ? enable.variables.enabled : job.enabled
  return (
    <>
      <PageHeader
        title={job.name}
        below={
          <>
            <JobGlyph type={job.type} />
            <code>{job.id}</code>
            <span>{view.scheduleText}</span>
            {enabled && view.nextDueAt !== null && (
              <span>
                next <RelativeTime at={view.nextDueAt} />
              </span>
            )}
            {!enabled && <Badge>schedule off</Badge>}
            <Switch
              checked={enabled}
              label={`Schedule of ${job.name}`}
              onChange={(on) => enable.mutate({ id: job.id, enabled: on })}
            />
          </>
        }
        actions={<JobActions view={view} />}
      />
      {enabled &&
        view.readiness?.state !== 'ready' &&
        view.readiness?.reasons.map((reason) => (
          <Notice
            key={reason.check}
            tone={view.readiness?.state === 'blocked' ? 'failed' : 'attention'}
            title={reason.description}
            fixes={reason.fixes}
          />
        ))}
      <AdoptNotice job={job} />
      <Section
        title="Runs"
        aside={
          <a href={addresses.runs({ job: job.id })} className={css.more}>
            In the history
          </a>
        }
      >
        <JobRuns view={view} />
      </Section>
      <Section title="Settings">
        <JobSettings job={job} />
      </Section>
    </>
  )
}

function JobActions({ view }: { view: JobView }) {
  const { id, type } = view.job
  const run = useRunJob({ open: true })
  const [removing, setRemoving] = useState(false)
  usePageKeys({ r: () => run.mutate({ id }), e: () => goTo(addresses.editJob(id)) })
  return (
    <>
      <Button
        kind="primary"
        icon={<Play size={14} />}
        busy={run.isPending && run.variables.rehearse !== true}
        onClick={() => run.mutate({ id })}
        title="Run now (R)"
      >
        Run
      </Button>
      {type === 'agent-pipeline' && (
        <Button
          icon={<FlaskConical size={14} />}
          busy={run.isPending && run.variables.rehearse === true}
          onClick={() => run.mutate({ id, rehearse: true })}
          title="Play the stages without calling a model"
        >
          Rehearse
        </Button>
      )}
      <ButtonLink href={addresses.editJob(id)} icon={<Pencil size={13} />}>
        Edit
      </ButtonLink>
      <Button
        kind="danger"
        icon={<Trash2 size={14} />}
        aria-label="Remove this job"
        onClick={() => setRemoving(true)}
      />
      {removing && <RemoveJobDialog view={view} onClose={() => setRemoving(false)} />}
    </>
  )
}

function JobRuns({ view }: { view: JobView }) {
  const list = useRuns({ jobId: view.job.id }, 8)
  return (
    <div className={css.runs}>
      <Card>
        {list.runs?.length === 0 && !list.isFetching ? (
          <EmptyState title="It has not run yet">
            {view.job.type === 'agent-pipeline'
              ? 'Rehearse it to see its stages play without calling a model, or run it for real.'
              : 'Run it to see what it prints.'}
          </EmptyState>
        ) : (
          <RunRows runs={list.runs} withoutJob />
        )}
      </Card>
      {list.hasNextPage && (
        <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Load more
        </Button>
      )}
    </div>
  )
}
