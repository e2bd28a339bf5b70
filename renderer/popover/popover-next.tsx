import { useQueries, useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import type { DueMoment } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { describeReadiness } from '../credentials/credential-words.ts'
import { formatAbsolute, formatUpcoming } from '../format/time.ts'
import { useRunJob } from '../jobs/use-job-actions.ts'
import { Button } from '../parts/button.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { useNow } from '../parts/ticker.ts'
import { tip } from '../parts/tooltip-layer.tsx'
import css from './popover.module.css'
import { WindowLink } from './window-link.tsx'

const SHOWN = 3
/** A job that fires every minute must not hide the others. */
const LOOKED_AT = 40

/** The next three jobs that are due, whether they are ready, each to be run at once. */
export function PopoverNext() {
  const { queries } = useOven()
  const now = useNow(30_000)
  const run = useRunJob()
  const { data } = useQuery(
    queries.slots.upcoming.queryOptions({ input: { limit: LOOKED_AT }, refetchInterval: 60_000 }),
  )
  const next = firstOfEachJob(data ?? []).slice(0, SHOWN)
  const views = useQueries({
    queries: next.map(({ jobId }) => queries.jobs.show.queryOptions({ input: { id: jobId } })),
  })
  if (data === undefined) return null
  if (next.length === 0)
    return <p className={css.empty}>Nothing is due. Jobs with a schedule that is on will stand here.</p>
  return (
    <ul className={css.next}>
      {next.map(({ jobId, dueAt }, index) => {
        const view = views[index]?.data
        const name = view?.job.name ?? jobId
        return (
          <li key={jobId} className={css.row} data-row>
            <time dateTime={dueAt} className={css.clock} {...tip(formatAbsolute(dueAt))}>
              {formatUpcoming(dueAt, now)}
            </time>
            <WindowLink href={addresses.job(jobId)} className={css.one} ofRow>
              {name}
            </WindowLink>
            {view?.readiness != null && <Ready readiness={view.readiness} />}
            <Button
              kind="quiet"
              aria-label={`Run ${name} now`}
              data-key="r"
              icon={<Play size={13} />}
              busy={run.isPending && run.variables?.id === jobId}
              onClick={() => run.mutate({ id: jobId })}
            />
          </li>
        )
      })}
    </ul>
  )
}

function Ready({ readiness }: { readiness: Parameters<typeof describeReadiness>[0] }) {
  const { tone, word, detail } = describeReadiness(readiness)
  return (
    <span className={css.ready} {...tip(detail)}>
      <OutcomeMark tone={tone} size={11} /> {word.toLowerCase()}
    </span>
  )
}

/** Soonest first, each job once. */
export function firstOfEachJob(due: readonly DueMoment[]): DueMoment[] {
  return due.filter(({ jobId }, index) => due.findIndex((other) => other.jobId === jobId) === index)
}
