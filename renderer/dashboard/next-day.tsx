import { useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useMemo } from 'react'
import type { JobView, ReadinessState } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { ReadinessMark } from '../credentials/readiness-mark.tsx'
import { formatUpcoming } from '../format/time.ts'
import type { Tone } from '../format/words.ts'
import { useRunJob } from '../jobs/use-job-actions.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { OutcomeMark } from '../parts/outcome-mark.tsx'
import { useNow } from '../parts/ticker.ts'
import { RelativeTime } from '../parts/time.tsx'
import { tip } from '../parts/tooltip-layer.tsx'
import {
  binDue,
  type DueAhead,
  type DueBin,
  gravest,
  joinDue,
  STRIP_MS,
  tonightSentence,
} from './due-ahead.ts'
import css from './next-day.module.css'

/** Half an hour each: as close as two dots can stand and still be told apart. */
const BINS = 48
const LISTED = 5
const HOUR_MS = 3_600_000

const stateTones: Record<ReadinessState, Tone> = {
  ready: 'waiting',
  'at-risk': 'attention',
  blocked: 'failed',
}
const stateWords: Record<ReadinessState, string> = {
  ready: 'ready',
  'at-risk': 'at risk',
  blocked: 'blocked',
}

/** What is due in the next 24 hours: whether tonight is in order, a strip with a mark for each job, the first ones by name. */
export function NextDay({ jobs }: { jobs: JobView[] }) {
  const { queries } = useOven()
  const now = useNow(30_000)
  const status = useQuery(queries.status.show.queryOptions())
  const upcoming = useQuery(
    queries.slots.upcoming.queryOptions({ input: { limit: 1000 }, refetchInterval: 60_000 }),
  )
  const due = useMemo(() => joinDue(upcoming.data ?? [], jobs), [upcoming.data, jobs])
  const today = due.filter((one) => Date.parse(one.dueAt) < now + STRIP_MS)
  const pause = status.data?.pause ?? null
  const sentence = tonightSentence(due, now)
  return (
    <Section
      title="Next 24 hours"
      aside={
        upcoming.data !== undefined &&
        due.length > 0 && (
          <a href={addresses.schedule} className={css.sentence}>
            {sentence}
          </a>
        )
      }
    >
      <Card>
        {upcoming.data !== undefined && due.length === 0 ? (
          <EmptyState
            title="Nothing is due"
            action={<ButtonLink href={addresses.jobs}>See the jobs</ButtonLink>}
          >
            Enabled jobs with a schedule stand here, with whether they are ready.
          </EmptyState>
        ) : (
          <>
            <div className={css.card}>
              <Strip bins={binDue(today, now, BINS)} now={now} pausedUntil={pause && (pause.until ?? '')} />
            </div>
            <DueRows due={firstOfEach(due).slice(0, LISTED)} jobs={jobs} />
          </>
        )}
      </Card>
    </Section>
  )
}

function Strip(props: { bins: DueBin[]; now: number; pausedUntil: string | null }) {
  const { bins, now, pausedUntil } = props
  const place = (ms: number) => `${(((ms - now) / STRIP_MS) * 100).toFixed(2)}%`
  const pauseEnd = pausedUntil === null ? null : pausedUntil === '' ? now + STRIP_MS : Date.parse(pausedUntil)
  return (
    <div className={css.strip}>
      {nights(now).map(([from, until]) => (
        <span
          key={from}
          className={css.night}
          style={{
            insetInlineStart: place(from),
            width: `${(((until - from) / STRIP_MS) * 100).toFixed(2)}%`,
          }}
        />
      ))}
      {pauseEnd !== null && (
        <span
          className={css.paused}
          style={{ width: `${(Math.min(1, (pauseEnd - now) / STRIP_MS) * 100).toFixed(2)}%` }}
          {...tip('Paused: what comes due here is skipped')}
        />
      )}
      <span className={css.axis} />
      {ticks(now).map((tick) => (
        <span key={tick} className={css.tick} style={{ insetInlineStart: place(tick) }} aria-hidden="true">
          {String(new Date(tick).getHours()).padStart(2, '0')}
        </span>
      ))}
      <ol aria-label="Due in the next 24 hours">
        {bins.map((bin) => (
          <li
            key={bin.place}
            className={css.dot}
            style={{ insetInlineStart: `${(bin.place * 100).toFixed(2)}%` }}
          >
            <Dot due={bin.due} now={now} />
          </li>
        ))}
      </ol>
    </div>
  )
}

function Dot({ due, now }: { due: DueAhead[]; now: number }) {
  const state = gravest(due)
  const lines = due.slice(0, 6).map((one) => describe(one, now))
  if (due.length > lines.length) lines.push(`and ${due.length - lines.length} more`)
  return (
    <span role="img" aria-label={lines.join('; ')} className={css.mark} {...tip(lines.join('\n'))}>
      {due.length > 1 && <span className={css.many}>{due.length}</span>}
      <OutcomeMark tone={state === null ? 'waiting' : stateTones[state]} size={13} />
    </span>
  )
}

function describe(one: DueAhead, now: number): string {
  const state = one.state === null ? '' : `, ${stateWords[one.state]}`
  return `${formatUpcoming(one.dueAt, now)} ${one.name}${state}`
}

/** A job that is due every minute takes one line, not all of them. */
function firstOfEach(due: DueAhead[]): DueAhead[] {
  const seen = new Set<string>()
  return due.filter(({ jobId }) => !seen.has(jobId) && seen.add(jobId))
}

function DueRows({ due, jobs }: { due: DueAhead[]; jobs: JobView[] }) {
  const now = useNow(30_000)
  const run = useRunJob()
  return (
    <ul className={css.list}>
      {due.map((one) => (
        <li key={`${one.jobId} ${one.dueAt}`} className={css.row} data-row>
          <time dateTime={one.dueAt} className={css.clock}>
            {formatUpcoming(one.dueAt, now)}
          </time>
          <a href={addresses.job(one.jobId)} className={css.name} data-row-link>
            {one.name}
          </a>
          <span className={css.distance}>
            <RelativeTime at={one.dueAt} />
          </span>
          <ReadinessMark readiness={jobs.find((view) => view.job.id === one.jobId)?.readiness ?? null} />
          <Button
            kind="quiet"
            aria-label={`Run ${one.name} now`}
            data-key="r"
            icon={<Play size={14} />}
            busy={run.isPending && run.variables?.id === one.jobId}
            onClick={() => run.mutate({ id: one.jobId })}
          />
        </li>
      ))}
    </ul>
  )
}

/** Every third full hour by the clock, but none that would stand at the very edge. */
function ticks(now: number): number[] {
  const first = new Date(now)
  first.setMinutes(0, 0, 0)
  return Array.from({ length: 25 }, (_, hour) => first.getTime() + hour * HOUR_MS).filter(
    (at) => new Date(at).getHours() % 3 === 0 && at > now + HOUR_MS / 3 && at < now + STRIP_MS - HOUR_MS / 3,
  )
}

/** From 22 to 6 o'clock, as far as it lies in the next day. */
function nights(now: number): [number, number][] {
  const evening = new Date(now)
  evening.setHours(22, 0, 0, 0)
  return [-1, 0, 1]
    .map((day): [number, number] => {
      const from = new Date(evening)
      from.setDate(from.getDate() + day)
      const until = new Date(from)
      until.setHours(30, 0, 0, 0)
      return [Math.max(now, from.getTime()), Math.min(now + STRIP_MS, until.getTime())]
    })
    .filter(([from, until]) => until > from)
}
