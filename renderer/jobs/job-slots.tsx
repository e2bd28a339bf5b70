import { useQuery } from '@tanstack/react-query'
import type { JobView } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { formatAbsolute, formatClock, formatDay } from '../format/time.ts'
import { Card, Section } from '../parts/card.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { RelativeTime } from '../parts/time.tsx'
import { SlotRows } from '../schedule/slot-rows.tsx'
import css from './job-page.module.css'

/** What is due next, and what became of what was due. */
export function JobSlots({ view }: { view: JobView }) {
  const { queries } = useOven()
  const { id, enabled, name } = view.job
  const upcoming = useQuery(queries.slots.upcoming.queryOptions({ input: { jobId: id, limit: 5 } }))
  const slots = useQuery(queries.slots.list.queryOptions({ input: { jobId: id, limit: 50 } }))
  return (
    <div className={css.stack}>
      <Section
        title="Next"
        aside={
          <a href={addresses.scheduleWith({ job: id })} className={css.more}>
            In the calendar
          </a>
        }
      >
        <Card>
          <QueryState query={upcoming} lines={3}>
            {(moments) =>
              moments.length === 0 ? (
                <EmptyState title="Nothing is due">
                  {enabled ? 'Its schedule names no moment to come.' : 'Its schedule is off.'}
                </EmptyState>
              ) : (
                <ul className={css.due} aria-label="The next moments">
                  {moments.map(({ dueAt }) => (
                    <li key={dueAt} title={formatAbsolute(dueAt)}>
                      <span>
                        {formatDay(dueAt)} {formatClock(dueAt)}
                      </span>
                      <RelativeTime at={dueAt} />
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryState>
        </Card>
      </Section>
      <Section title="What was due">
        <Card>
          <QueryState query={slots} lines={5}>
            {(ledger) =>
              ledger.length === 0 ? (
                <EmptyState title="Nothing was due yet">
                  Each moment of its schedule will be listed here with what became of it.
                </EmptyState>
              ) : (
                <SlotRows slots={ledger} nameOf={() => name} withoutJob />
              )
            }
          </QueryState>
        </Card>
      </Section>
    </div>
  )
}
