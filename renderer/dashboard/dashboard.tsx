import { useQuery } from '@tanstack/react-query'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { toRefusal } from '../connection/refusal.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, PageHeader, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Notice } from '../parts/notice.tsx'
import { useNow } from '../parts/ticker.ts'
import { RelativeTime } from '../parts/time.tsx'
import { ActiveRunCard } from '../runs/active-run-card.tsx'
import { RunRows } from '../runs/run-rows.tsx'
import { useActiveRuns } from '../runs/use-active-runs.ts'
import { findAttention } from './attention.ts'
import { Counts } from './counts.tsx'
import css from './dashboard.module.css'
import { NextRuns } from './next-runs.tsx'

/** The first page: what needs you, what is baking, what comes next, what was. */
export function Dashboard() {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const recent = useQuery(queries.runs.list.queryOptions({ input: { state: ['finished'], limit: 8 } }))
  const active = useActiveRuns()
  const now = useNow(30_000)
  const attention = findAttention(status.data, jobs.data ?? [], now)
  const failed = [status, jobs, recent].find((query) => query.isError && query.data === undefined)
  const isFresh = jobs.data?.length === 0 && recent.data?.runs.length === 0 && !jobs.isFetching
  return (
    <>
      <PageHeader title="Dashboard" below={status.data && <Counts counts={status.data.counts} />} />
      {failed !== undefined && (
        <Notice
          tone="failed"
          title={toRefusal(failed.error).message}
          action={<Button onClick={() => void failed.refetch()}>Try again</Button>}
        >
          {toRefusal(failed.error).hint}
        </Notice>
      )}
      {attention.length > 0 && (
        <section className={css.stack} aria-label="Needs you">
          {attention.map((item) => (
            <Notice
              key={item.key}
              tone={item.tone}
              title={
                <>
                  {item.title}
                  {item.at !== null && (
                    <span className={css.since}>
                      {' '}
                      <RelativeTime at={item.at} />
                    </span>
                  )}
                </>
              }
              fixes={item.fixes}
              action={item.link && <ButtonLink href={item.link.href}>{item.link.label}</ButtonLink>}
            >
              {item.detail}
            </Notice>
          ))}
        </section>
      )}
      {active.length > 0 && (
        <Section title="Baking">
          <div className={css.cards}>
            {active.map((run) => (
              <ActiveRunCard key={run.id} summary={run} />
            ))}
          </div>
        </Section>
      )}
      {isFresh ? (
        <FirstSteps />
      ) : (
        <div className={css.columns}>
          <Section title="Next">
            <NextRuns jobs={jobs.data} />
          </Section>
          <Section
            title="Recent"
            aside={
              <a href={addresses.runs()} className={css.more}>
                All runs
              </a>
            }
          >
            <Card>
              {recent.data?.runs.length === 0 ? (
                <EmptyState title="Nothing has run yet">Finished runs will be listed here.</EmptyState>
              ) : (
                <RunRows runs={recent.data?.runs} compact />
              )}
            </Card>
          </Section>
        </div>
      )}
    </>
  )
}

function FirstSteps() {
  return (
    <Card>
      <EmptyState
        title="The oven is empty"
        action={
          <>
            <ButtonLink kind="primary" href={addresses.newJob('agent-pipeline')}>
              New pipeline job
            </ButtonLink>
            <ButtonLink href={addresses.newJob('docker')}>New docker job</ButtonLink>
          </>
        }
      >
        A job says what to bake and when: a pipeline of agents from a git repository, or any container. Make
        one and rehearse it first: a rehearsal plays the stages without calling a model.
      </EmptyState>
    </Card>
  )
}
