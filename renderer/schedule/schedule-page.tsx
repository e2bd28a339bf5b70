import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMemo } from 'react'
import { usePageKeys } from '../app/keyboard.ts'
import { useOven } from '../app/oven-context.ts'
import { addresses } from '../app/route.ts'
import { replaceAddress } from '../app/router.ts'
import { Button } from '../parts/button.tsx'
import { Card, PageHeader, Section } from '../parts/card.tsx'
import { QueryState } from '../parts/query-state.tsx'
import { useNow } from '../parts/ticker.ts'
import css from './schedule-page.module.css'
import { ScheduleToolbar } from './schedule-toolbar.tsx'
import { readSlotFilters, type SlotFilters, toSlotFilter, writeSlotFilters } from './slot-filters.ts'
import { SlotList } from './slot-list.tsx'
import { SlotLegend } from './slot-mark.tsx'
import { useWeek } from './use-week.ts'
import { addDays, dateAt, mondayOf, weekTitle } from './week.ts'
import { WeekGrid } from './week-grid.tsx'

/** What was due and what came of it, and what is due next: a week at a time, by the clocks of the oven. */
export function SchedulePage({ query }: { query: URLSearchParams }) {
  const { queries } = useOven()
  const status = useQuery(queries.status.show.queryOptions())
  const jobs = useQuery(queries.jobs.list.queryOptions())
  const filters = readSlotFilters(query)
  const today = dateAt(useNow(30_000), status.data?.timezone)
  const monday = filters.week === '' ? mondayOf(today) : filters.week
  const week = useWeek(monday, filters)
  const change = (part: Partial<SlotFilters>) =>
    replaceAddress(addresses.scheduleWith(writeSlotFilters({ ...filters, ...part })))
  const goTo = (date: string) => change({ week: date === mondayOf(today) ? '' : date })
  usePageKeys({
    ArrowLeft: () => goTo(addDays(monday, -7)),
    ArrowRight: () => goTo(addDays(monday, 7)),
    t: () => goTo(mondayOf(today)),
  })
  const names = useMemo(() => new Map(jobs.data?.map(({ job }) => [job.id, job.name])), [jobs.data])
  const nameOf = (jobId: string) => names.get(jobId) ?? jobId
  const timezone = week.timezone ?? status.data?.timezone
  const first = week.days?.[0]
  const last = week.days?.at(-1)
  return (
    <>
      <PageHeader
        title="Schedule"
        below={
          <>
            <span aria-live="polite">{weekTitle(monday)}</span>
            {timezone !== undefined && <span>by the clocks of {timezone}</span>}
          </>
        }
        actions={
          <>
            <Button
              aria-label="The week before"
              icon={<ChevronLeft size={14} />}
              onClick={() => goTo(addDays(monday, -7))}
            />
            <Button disabled={monday === mondayOf(today)} onClick={() => goTo(mondayOf(today))}>
              This week
            </Button>
            <Button
              aria-label="The week after"
              icon={<ChevronRight size={14} />}
              onClick={() => goTo(addDays(monday, 7))}
            />
          </>
        }
      />
      <div className={css.content}>
        <div className={css.bar}>
          <ScheduleToolbar
            filters={filters}
            jobs={jobs.data?.map(({ job }) => ({ id: job.id, name: job.name })) ?? []}
            onChange={change}
          />
          <SlotLegend paused={status.data?.pause != null} />
        </div>
        <QueryState query={{ ...week, data: week.days }} lines={12}>
          {(days) => (
            <Card>
              <WeekGrid
                days={days}
                timezone={timezone ?? 'UTC'}
                today={today}
                nameOf={nameOf}
                pause={status.data?.pause ?? null}
                filter={toSlotFilter(filters) ?? {}}
              />
            </Card>
          )}
        </QueryState>
      </div>
      {first !== undefined && last !== undefined && filters.state !== 'upcoming' && (
        <Section title="What was due">
          <SlotList
            filters={filters}
            since={first.fromAt}
            until={last.untilAt}
            timezone={timezone ?? 'UTC'}
            nameOf={nameOf}
          />
        </Section>
      )}
    </>
  )
}
