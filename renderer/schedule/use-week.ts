import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { DueMoment, Slot, SlotCalendar, SlotForecast, SlotState } from '../../contract/index.ts'
import { useOven } from '../app/oven-context.ts'
import { type SlotFilters, showsUpcoming, toSlotFilter } from './slot-filters.ts'

/** An hour of the week: what became of what was due in it, and what is still to come. */
export interface WeekHour {
  fromAt: string
  untilAt: string
  clock: string
  counts: Record<SlotState, number>
  upcoming: number
  total: number
  /** One by one where they are few. */
  slots: Slot[]
  due: DueMoment[]
}

export interface WeekDay {
  date: string
  fromAt: string
  untilAt: string
  hours: WeekHour[]
}

type LedgerDay = SlotCalendar['days'][number]
type ForecastDay = SlotForecast['days'][number]

/** More marks than this in an hour are told as a number. */
export const MARKS_PER_HOUR = 4
const none: Record<SlotState, number> = { claimed: 0, ran: 0, late: 0, skipped: 0, missed: 0 }

/** A week of the ledger with what is still to come in it. The ledger comes first, since it is there; what is to come is worked out. */
export function useWeek(monday: string, filters: SlotFilters) {
  const { queries } = useOven()
  const ledgerFilter = toSlotFilter(filters)
  const jobId = filters.job === '' ? undefined : filters.job
  const ledger = useQuery(
    queries.slots.calendar.queryOptions({
      input: { from: monday, each: MARKS_PER_HOUR, ...(ledgerFilter ?? { jobId }) },
      placeholderData: keepPreviousData,
    }),
  )
  const forecast = useQuery(
    queries.slots.forecast.queryOptions({
      input: { from: monday, each: MARKS_PER_HOUR, jobId },
      enabled: showsUpcoming(filters),
      staleTime: 60_000,
      refetchInterval: 60_000,
    }),
  )
  const coming = showsUpcoming(filters) ? forecast.data : undefined
  const asksLedger = ledgerFilter !== null
  const days = useMemo(
    () => ledger.data?.days.map((day, index) => mergeDay(day, coming?.days[index], asksLedger)),
    [ledger.data, coming, asksLedger],
  )
  return {
    ...ledger,
    days,
    timezone: ledger.data?.timezone,
    isForecasting: forecast.isFetching && !forecast.data,
  }
}

function mergeDay(day: LedgerDay, ahead: ForecastDay | undefined, asksLedger: boolean): WeekDay {
  return {
    date: day.date,
    fromAt: day.fromAt,
    untilAt: day.untilAt,
    hours: day.hours.map((hour, index): WeekHour => {
      const counts = asksLedger ? hour.counts : none
      const next = ahead?.hours[index]?.fromAt === hour.fromAt ? ahead.hours[index] : undefined
      const upcoming = next?.count ?? 0
      return {
        fromAt: hour.fromAt,
        untilAt: hour.untilAt,
        clock: hour.clock,
        counts,
        upcoming,
        total: upcoming + Object.values(counts).reduce((sum, count) => sum + count, 0),
        slots: asksLedger ? hour.slots : [],
        due: next?.due ?? [],
      }
    }),
  }
}
