import { useQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { ActiveRunCard } from '../runs/active-run-card.tsx'
import { RunRows } from '../runs/run-rows.tsx'
import { useActiveRuns } from '../runs/use-active-runs.ts'
import { AttentionList } from './attention-list.tsx'
import { Counts } from './counts.tsx'
import css from './dashboard.module.css'
import { Fortnight } from './fortnight.tsx'
import { NextDay } from './next-day.tsx'

/** More cards than this are a list, and that is the page of runs. */
const CARDS = 6

/** The first page: what needs you, what is baking, what comes next, what was. */
export function Dashboard() {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const recent = useQuery(queries.runs.list.queryOptions({ input: { state: ['finished'], limit: 8 } }))
  const isFresh = jobs.data?.length === 0 && recent.data?.runs.length === 0 && !jobs.isFetching
  return (
    <>
      <PageHeader title="Dashboard" below={status.data && <Counts counts={status.data.counts} />} />
      <AttentionList />
      <ActiveRuns />
      {isFresh ? (
        <FirstSteps />
      ) : (
        <>
          <QueryState query={jobs} lines={5}>
            {(views) => <NextDay jobs={views} />}
          </QueryState>
          {recent.data?.runs.length !== 0 && <Fortnight />}
          <Section
            title="Recent runs"
            aside={
              <a href={addresses.runs()} className={css.more}>
                All runs
              </a>
            }
          >
            <Card>
              <QueryState query={recent} lines={8}>
                {({ runs }) =>
                  runs.length === 0 ? (
                    <EmptyState title="Nothing has run yet">Finished runs will be listed here.</EmptyState>
                  ) : (
                    <RunRows runs={runs} />
                  )
                }
              </QueryState>
            </Card>
          </Section>
        </>
      )}
    </>
  )
}

function ActiveRuns() {
  const active = useActiveRuns()
  if (active.length === 0) return null
  return (
    <Section
      title="Baking"
      aside={
        active.length > CARDS && (
          <a href={addresses.runs({ outcome: 'active' })} className={css.more}>
            All {active.length}
          </a>
        )
      }
    >
      <div className={css.cards}>
        {active.slice(0, CARDS).map((run) => (
          <ActiveRunCard key={run.id} summary={run} />
        ))}
      </div>
    </Section>
  )
}

function FirstSteps() {
  return (
    <Card>
      <EmptyState
        title="The oven is empty"
        action={
          <>
            <ButtonLink kind="primary" href={addresses.firstRun}>
              Take the first steps
            </ButtonLink>
            <ButtonLink href={addresses.newJob('agent-pipeline')}>New pipeline job</ButtonLink>
            <ButtonLink href={addresses.newJob('docker')}>New docker job</ButtonLink>
          </>
        }
      >
        A job says what to bake and when: a pipeline of agents from a git repository, or any container. The
        first steps see that everything is in place and bake a rehearsal, which calls no model.
      </EmptyState>
    </Card>
  )
}
