import { useQuery } from '@tanstack/react-query'
import type { Follower, Run, RunRef, RunSummary } from '../../../contract/index.ts'
import { useOven } from '../../app/oven-context.ts'
import { addresses } from '../../app/route.ts'
import { formatAbsolute, formatUpcoming } from '../../format/time.ts'
import { chainCauseWords, isActive } from '../../format/words.ts'
import { Button } from '../../parts/button.tsx'
import { useNow } from '../../parts/ticker.ts'
import { RelativeTime } from '../../parts/time.tsx'
import { tip } from '../../parts/tooltip-layer.tsx'
import { useRetryRun } from '../use-run-actions.ts'
import css from './run-header.module.css'

/** What came before the run and what comes after it: its other attempts, jobs before and after it, a limit that lifts, a log that is gone. */
export function AttemptNotes({ run }: { run: Run }) {
  const next = useNextAttempt(run)
  const before = useRunBefore(run)
  const waits = run.state === 'queued' && run.notBeforeAt !== null
  const isChained = run.chainedFrom !== null || run.followers.length > 0
  if (!waits && !isChained && !before && !next && run.liftsAt === null && run.logRemovedAt === null)
    return null
  return (
    <ul className={css.notes} aria-label="Notes">
      {waits && <Waiting run={run} at={run.notBeforeAt!} />}
      {run.chainedFrom !== null && (
        <li>
          Follows <JobRunLink run={run.chainedFrom} />.
        </li>
      )}
      {before !== null && (
        <li>
          Tries <RunLink run={before} /> again.
        </li>
      )}
      {next !== null && (
        <li>
          {next.notBeforeAt !== null && next.state === 'queued' ? (
            <>
              Will be tried again <Upcoming at={next.notBeforeAt} /> as <RunLink run={next} />.
            </>
          ) : (
            <>
              {isActive(next) ? 'Is being tried again as' : 'Was tried again as'} <RunLink run={next} />.
            </>
          )}
        </li>
      )}
      {run.followers.map((follower) => (
        <li key={follower.jobId}>
          <FollowerNote {...follower} />
        </li>
      ))}
      {run.liftsAt !== null && <Lifting at={run.liftsAt} />}
      {run.logRemovedAt !== null && (
        <li>
          Log, transcript and artifacts were removed by clean-up <RelativeTime at={run.logRemovedAt} />.
        </li>
      )}
    </ul>
  )
}

function Waiting({ run, at }: { run: Run; at: string }) {
  const begin = useRetryRun()
  return (
    <li>
      Begins <Upcoming at={at} />.
      <Button busy={begin.isPending || begin.isSuccess} onClick={() => begin.mutate(run.id)}>
        Now
      </Button>
    </li>
  )
}

function Lifting({ at }: { at: string }) {
  const isOver = useNow(30_000) > Date.parse(at)
  return (
    <li>
      The rate limit {isOver ? 'lifted' : 'lifts'} <Upcoming at={at} />.
    </li>
  )
}

/** `at 02:00 (in 3 h)`. */
function Upcoming({ at }: { at: string }) {
  const now = useNow(30_000)
  return (
    <>
      at <span {...tip(formatAbsolute(at))}>{formatUpcoming(at, now)}</span> (<RelativeTime at={at} />)
    </>
  )
}

function RunLink({ run }: { run: Pick<RunSummary, 'id' | 'number'> }) {
  return (
    <a href={addresses.run(run.id)} className={css.link}>
      #{run.number}
    </a>
  )
}

function JobRunLink({ run }: { run: RunRef }) {
  return (
    <a href={addresses.run(run.id)} className={css.link}>
      {run.jobName} #{run.number}
    </a>
  )
}

/** What became of a job that begins after this run. */
function FollowerNote({ jobId, run, cause }: Follower) {
  if (run !== null)
    return (
      <>
        Followed by <JobRunLink run={run} />.
      </>
    )
  return (
    <>
      Not followed by{' '}
      <a href={addresses.job(jobId)} className={css.link}>
        {jobId}
      </a>
      {cause !== null && `: ${chainCauseWords[cause]}`}.
    </>
  )
}

function useRunBefore(run: Run): Pick<RunSummary, 'id' | 'number'> | null {
  const { queries } = useOven()
  const options = queries.runs.show.queryOptions({ input: { runId: run.retryOf ?? '' } })
  return useQuery({ ...options, enabled: run.retryOf !== null }).data ?? null
}

/** The attempt that repeats this run, if there is one: among the retries that were queued since. */
function useNextAttempt(run: Run): RunSummary | null {
  const { queries } = useOven()
  const input = { jobId: run.jobId, trigger: ['retry' as const], since: run.queuedAt, limit: 100 }
  const mayHave = run.state === 'finished' && run.outcome !== 'succeeded'
  const { data } = useQuery({ ...queries.runs.list.queryOptions({ input }), enabled: mayHave })
  return data?.runs.find((other) => other.retryOf === run.id) ?? null
}
