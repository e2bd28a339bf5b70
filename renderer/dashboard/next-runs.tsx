import { Play } from 'lucide-react'
import type { JobView } from '../../contract/index.ts'
import { addresses } from '../app/route.ts'
import { formatAbsolute, formatUpcoming } from '../format/time.ts'
import { useRunJob } from '../jobs/use-job-actions.ts'
import { Button } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { useNow } from '../parts/ticker.ts'
import { RelativeTime } from '../parts/time.tsx'
import css from './next-runs.module.css'

/** The jobs that fire next, soonest first. */
export function upcomingJobs(jobs: JobView[], count: number): JobView[] {
  return jobs
    .filter((view) => view.job.enabled && view.nextDueAt !== null)
    .sort((a, b) => Date.parse(a.nextDueAt!) - Date.parse(b.nextDueAt!))
    .slice(0, count)
}

/** A list of what fires next, each to be run at once as well. */
export function NextRuns({ jobs, count = 8 }: { jobs: JobView[] | undefined; count?: number }) {
  const now = useNow(30_000)
  const run = useRunJob()
  if (jobs === undefined) return <Card className={css.waiting}>{null}</Card>
  const next = upcomingJobs(jobs, count)
  if (next.length === 0)
    return (
      <Card>
        <EmptyState title="Nothing is due">Enabled jobs with a schedule will be listed here.</EmptyState>
      </Card>
    )
  return (
    <Card>
      <ul className={css.rows}>
        {next.map((view) => (
          <li key={view.job.id} className={css.row}>
            <time dateTime={view.nextDueAt!} title={formatAbsolute(view.nextDueAt!)} className={css.clock}>
              {formatUpcoming(view.nextDueAt!, now)}
            </time>
            <a href={addresses.job(view.job.id)} className={css.name}>
              {view.job.name}
            </a>
            <span className={css.distance}>
              <RelativeTime at={view.nextDueAt!} />
            </span>
            <Button
              kind="quiet"
              aria-label={`Run ${view.job.name} now`}
              icon={<Play size={14} />}
              busy={run.isPending && run.variables?.id === view.job.id}
              onClick={() => run.mutate({ id: view.job.id })}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
