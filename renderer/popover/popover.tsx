import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { findAttention } from '../dashboard/attention.ts'
import { HostHealth } from '../dashboard/host-health.tsx'
import { NextRuns } from '../dashboard/next-runs.tsx'
import { runTone, runWords } from '../format/words.ts'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { useNow } from '../parts/ticker.ts'
import { RelativeTime } from '../parts/time.tsx'
import { ActiveRunCard } from '../runs/active-run-card.tsx'
import { useActiveRuns } from '../runs/use-active-runs.ts'
import css from './popover.module.css'
import { WindowLink } from './window-link.tsx'

/** The menu bar's small window: what bakes, what is done, what comes next. */
export function Popover() {
  const { connection, queries } = useOven()
  const state = useSyncExternalStore(connection.state.subscribe, connection.state.get)
  const status = useQuery(queries.status.show.queryOptions())
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const done = useQuery(queries.runs.list.queryOptions({ input: { state: ['finished'], limit: 3 } }))
  const active = useActiveRuns()
  const now = useNow(30_000)
  const [first] = findAttention(status.data, jobs.data ?? [], now)
  return (
    <main className={css.popover}>
      <header className={css.header}>
        <h1>Agent Oven</h1>
        <HostHealth row />
      </header>
      {state.kind === 'disconnected' && <p className={css.attention}>Disconnected, trying again.</p>}
      {first !== undefined && (
        <WindowLink href={first.link?.href ?? addresses.dashboard} className={css.attention}>
          <OutcomeMark tone={first.tone} size={14} />
          <span className={css.one}>{first.title}</span>
          {first.at !== null && (
            <span className={css.aside}>
              <RelativeTime at={first.at} />
            </span>
          )}
        </WindowLink>
      )}
      {active.length > 0 && (
        <section aria-label="Baking" className={css.part}>
          <h2>Baking</h2>
          {active.map((run) => (
            <ActiveRunCard key={run.id} summary={run} />
          ))}
        </section>
      )}
      {(done.data?.runs.length ?? 0) > 0 && (
        <section aria-label="Just done" className={css.part}>
          <h2>Just done</h2>
          <ul>
            {done.data?.runs.map((run) => (
              <li key={run.id}>
                <WindowLink href={addresses.run(run.id)} className={css.row}>
                  <OutcomeMark tone={runTone(run)} size={13} />
                  <span className={css.one}>{run.jobName}</span>
                  <span className={css.aside}>{runWords(run)}</span>
                  <span className={css.aside}>
                    <RelativeTime at={run.finishedAt ?? run.queuedAt} />
                  </span>
                </WindowLink>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label="Next" className={css.part}>
        <h2>Next</h2>
        <NextRuns jobs={jobs.data} count={3} />
      </section>
      <footer className={css.footer}>
        <WindowLink href={addresses.dashboard}>Open</WindowLink>
        <WindowLink href={addresses.jobs}>Jobs</WindowLink>
      </footer>
    </main>
  )
}
