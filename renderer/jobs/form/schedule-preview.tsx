import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useOven } from '../../app/oven-context.ts'
import { toRefusal } from '../../connection/refusal.ts'
import { formatAbsolute, formatClockSeconds, formatDay } from '../../format/time.ts'
import { OutcomeMark } from '../../parts/outcome-mark.tsx'
import { RelativeTime } from '../../parts/time.tsx'
import { type ScheduleDraft, writeSchedule } from './schedule-draft.ts'
import css from './schedule-preview.module.css'
import { useHasFault } from './use-fault.ts'
import { useSettled } from './use-settled.ts'

/** What the schedule means: in words, and as the next five moments in its zone. Worked out by the host. */
export function SchedulePreview({ draft }: { draft: ScheduleDraft }) {
  const { queries } = useOven()
  const hasFault = useHasFault(['schedule'])
  const schedule = writeSchedule(JSON.parse(useSettled(JSON.stringify(draft), 300)) as ScheduleDraft)
  const preview = useQuery(
    queries.jobs.preview.queryOptions({
      input: { schedule, count: 5 },
      placeholderData: keepPreviousData,
      retry: false,
    }),
  )
  if (preview.isError) {
    const refusal = toRefusal(preview.error)
    const reason = isUnfinished(draft)
      ? 'The next five times appear here.'
      : refusal.fields.map(({ message }) => plainReason(message)).join(' ') || refusal.message
    return hasFault ? null : (
      <p className={isUnfinished(draft) ? css.unfinished : css.wrong} role="status">
        {reason}
      </p>
    )
  }
  if (preview.data === undefined) return <div className={css.preview} />
  const { text, due, timezone, clockChanges } = preview.data
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
      {clockChanges.map(({ at, message }) => (
        <p key={at} className={css.change}>
          <OutcomeMark tone="attention" label="Worth knowing" />
          {message}
        </p>
      ))}
    </div>
  )
}

/** What is still being chosen is no fault. */
function isUnfinished({ kind, datetime, weekdays }: ScheduleDraft): boolean {
  return (kind === 'once' && datetime === '') || (kind === 'weekly' && weekdays.length === 0)
}

/** The host's sentence without the name of the field, which the form shows under another. */
function plainReason(message: string): string {
  const rest = message.replace(/^The field "[^"]*" /, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
