import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { JobView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { formatNumberOf } from '../format/quantities.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { useSelection } from '../parts/use-selection.ts'
import { filterJobs, type JobFilter, readJobFilter, writeJobFilter } from './job-filter.ts'
import { JobRows } from './job-rows.tsx'
import css from './jobs-page.module.css'
import { JobsSelection } from './jobs-selection.tsx'
import { JobsToolbar } from './jobs-toolbar.tsx'

/** While somebody writes, the address waits: browsers refuse to have it changed with every letter. */
const ADDRESS_DELAY_MS = 400

/** All jobs: when they fire, how they went, and the switch and the button of each. */
export function JobsPage({ query }: { query: URLSearchParams }) {
  const { queries } = useOven()
  const jobs = useQuery(queries.jobs.list.queryOptions())
  // A remembered emptiness is looked at again before it is shown.
  const isEmpty = jobs.data?.length === 0 && !jobs.isFetching
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
      <QueryState query={jobs} lines={8}>
        {(views) =>
          views.length > 0 ? (
            <JobList jobs={views} query={query} />
          ) : (
            <Card>{isEmpty ? <NoJobs /> : null}</Card>
          )
        }
      </QueryState>
    </>
  )
}

function JobList({ jobs, query }: { jobs: JobView[]; query: URLSearchParams }) {
  const [filter, setFilter] = useFilter(query)
  const wanted = useDeferredValue(filter)
  const shown = useMemo(() => filterJobs(jobs, wanted), [jobs, wanted])
  const selection = useSelection()
  const filtered = Object.keys(writeJobFilter({ ...filter, sort: 'name' })).length > 0
  const clear = () => setFilter({ text: '', type: '', show: '' })
  return (
    <div className={css.content}>
      <JobsToolbar filter={filter} onChange={setFilter} />
      <p className={css.count}>
        <span aria-live="polite">
          {filtered
            ? `${shown.length.toLocaleString('en-US')} of ${formatNumberOf(jobs.length, 'job')}`
            : formatNumberOf(jobs.length, 'job')}
        </span>
        {filtered && (
          <Button kind="quiet" onClick={clear}>
            Clear the filter
          </Button>
        )}
        {shown.length > 1 && (
          <Button kind="quiet" onClick={() => selection.set(shown.map(({ job }) => job.id))}>
            Select all
          </Button>
        )}
      </p>
      <Card>
        {shown.length === 0 ? (
          <EmptyState title="No job matches" action={<Button onClick={clear}>Show all jobs</Button>} />
        ) : (
          <JobRows jobs={shown} selection={selection} />
        )}
      </Card>
      <JobsSelection jobs={jobs} selection={selection} />
    </div>
  )
}

/** The filter as it is on the screen; the address follows it. */
function useFilter(query: URLSearchParams): [JobFilter, (part: Partial<JobFilter>) => void] {
  const address = query.toString()
  const [filter, setFilter] = useState(() => readJobFilter(query))
  const last = useRef(address)
  useEffect(() => {
    // An address that this page did not write was opened: by a link, or one step back.
    if (address === last.current) return
    last.current = address
    setFilter(readJobFilter(new URLSearchParams(address)))
  }, [address])
  const written = new URLSearchParams(writeJobFilter(filter)).toString()
  useEffect(() => {
    if (written === last.current) return
    const timer = setTimeout(() => {
      last.current = written
      replaceAddress(addresses.jobsWith(Object.fromEntries(new URLSearchParams(written))))
    }, ADDRESS_DELAY_MS)
    return () => clearTimeout(timer)
  }, [written])
  return [filter, (part) => setFilter((before) => ({ ...before, ...part }))]
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
