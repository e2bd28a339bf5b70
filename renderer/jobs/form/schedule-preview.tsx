import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useOven } from '../../app/oven-context.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { formatAbsolute, formatClockSeconds, formatDay } from '../../format/time.ts'
import { RelativeTime } from '../../parts/time.tsx'
import { type ScheduleDraft, writeSchedule } from './schedule-draft.ts'
import css from './schedule-preview.module.css'
import { useSettled } from './use-settled.ts'

/** What the schedule means: in words, and as the next five moments in its zone. Worked out by the host. */
export function SchedulePreview({ draft, quiet }: { draft: ScheduleDraft; quiet: boolean }) {
  const { queries } = useOven()
  const schedule = writeSchedule(useSettled(draft, 300))
  const preview = useQuery(
    queries.jobs.preview.queryOptions({
      input: { schedule, count: 5 },
      placeholderData: keepPreviousData,
      retry: false,
    }),
  )
  if (preview.isError) {
    const refusal = toRefusal(preview.error)
    const reason = refusal.fields.map((field) => field.message).join(' ') || refusal.message
    return quiet ? null : (
      <p className={css.wrong} role="status">
        {reason}
      </p>
    )
  }
  if (preview.data === undefined) return <div className={css.preview} />
  const { text, due, timezone } = preview.data
  return (
    <div className={css.preview} role="status">
      <p className={css.words}>{text}</p>
      {due.length === 0 ? (
        <p className={css.never}>It would never fire.</p>
      ) : (
        <ol className={css.list} aria-label="The next moments">
          {due.map(({ dueAt }) => (
            <li key={dueAt} title={formatAbsolute(dueAt, timezone)}>
              <span>{formatDay(dueAt, timezone)}</span>
              <span>{formatClockSeconds(dueAt, timezone).replace(/:00$/, '')}</span>
              <span className={css.distance}>
                <RelativeTime at={dueAt} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className={css.zone}>in {timezone.replaceAll('_', ' ')}</p>
    </div>
  )
}
