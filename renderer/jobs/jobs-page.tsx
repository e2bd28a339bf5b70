import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { JobView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { TextInput } from '../parts/inputs.tsx'
import { Notice } from '../parts/notice.tsx'
import { JobRows } from './job-rows.tsx'
import css from './jobs-page.module.css'

/** All jobs: when they fire, how they went, and the switch and the button of each. */
export function JobsPage() {
  const { queries } = useOven()
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const [filter, setFilter] = useState('')
  // A remembered emptiness is looked at again before it is shown.
  const isEmpty = jobs.data?.length === 0 && !jobs.isFetching
  const matching = jobs.data?.filter((view) => matches(view, filter))
  return (
    <>
      <PageHeader
        title="Jobs"
        actions={
          <>
            <ButtonLink href={addresses.newJob('docker')}>New docker job</ButtonLink>
            <ButtonLink kind="primary" href={addresses.newJob('agent-pipeline')} icon={<Plus size={14} />}>
              New pipeline job
            </ButtonLink>
          </>
        }
      />
      <div className={css.content}>
        {jobs.isError && jobs.data === undefined && (
          <Notice
            tone="failed"
            title={toRefusal(jobs.error).message}
            action={<Button onClick={() => void jobs.refetch()}>Try again</Button>}
          />
        )}
        {(jobs.data?.length ?? 0) > 0 && (
          <TextInput
            type="search"
            data-filter
            aria-label="Filter jobs"
            placeholder="Filter by name, id, repository or image"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        <Card>
          {isEmpty ? (
            <NoJobs />
          ) : matching?.length === 0 && filter !== '' ? (
            <EmptyState
              title="No job matches"
              action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
            />
          ) : (
            <JobRows jobs={matching} />
          )}
        </Card>
      </div>
    </>
  )
}

function NoJobs() {
  return (
    <EmptyState
      title="No jobs yet"
      action={
        <>
          <ButtonLink kind="primary" href={addresses.newJob('agent-pipeline')}>
            New pipeline job
          </ButtonLink>
          <ButtonLink href={addresses.newJob('docker')}>New docker job</ButtonLink>
        </>
      }
    >
      A job says what to bake and when. Start with a pipeline of agents from a git repository, or with any
      container; it can be rehearsed before it costs anything.
    </EmptyState>
  )
}

function matches({ job, scheduleText }: JobView, filter: string): boolean {
  const place = job.type === 'docker' ? job.image : `${job.source.repo} ${job.source.branch} ${job.pipeline}`
  const text = `${job.name} ${job.id} ${place} ${scheduleText}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
