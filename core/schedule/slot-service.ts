import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import type { contract, Job, SlotState } from '../../contract/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { calendarDays, hoursOf } from './calendar-days.ts'
import { forecastHours } from './forecast-hours.ts'
import { nextDueAfter } from './moments.ts'
import { newEntry } from './schedule-entry.ts'
import type { Scheduler } from './scheduler-options.ts'
import { upcomingMoments } from './upcoming.ts'

type Inputs = InferContractRouterInputs<typeof contract>['slots']
type Outputs = InferContractRouterOutputs<typeof contract>['slots']

export interface SlotServiceOptions {
  slots: Pick<SlotStore, 'list' | 'tally'>
  clock: Clock
  timezone: () => string
  jobs: () => readonly Job[]
  /** Knows the next moments by heart while it runs. */
  scheduler: Pick<Scheduler, 'running' | 'nextDueAt'>
}

/** What was due, and what will be. */
export interface SlotService {
  list: SlotStore['list']
  calendar(request: Inputs['calendar']): Outputs['calendar']
  forecast(request: Inputs['forecast']): Promise<Outputs['forecast']>
  upcoming(request: Inputs['upcoming']): Outputs['upcoming']
}

const iso = (ms: number) => new Date(ms).toISOString()
const none: Record<SlotState, number> = { claimed: 0, ran: 0, late: 0, skipped: 0, missed: 0 }

export function createSlotService(options: SlotServiceOptions): SlotService {
  const { slots, clock, timezone, scheduler } = options

  function enabledJobs(jobId: string | undefined): Job[] {
    return options.jobs().filter((job) => job.enabled && (jobId === undefined || job.id === jobId))
  }

  /** The days asked for, each of their hours with what `answers` has for it. */
  function calendar<Hour>({ from, days = 7 }: { from: string; days?: number }, zone: string) {
    const named = calendarDays(from, days, zone).map((day) => ({ ...day, hours: hoursOf(day, zone) }))
    return {
      hours: named.flatMap((day) => day.hours),
      filledWith(answers: readonly Hour[]) {
        let next = 0
        return {
          timezone: zone,
          days: named.map((day) => ({
            date: day.date,
            fromAt: iso(day.fromMs),
            untilAt: iso(day.untilMs),
            hours: day.hours.map((hour) => ({
              fromAt: iso(hour.fromMs),
              untilAt: iso(hour.untilMs),
              clock: hour.clock,
              ...answers[next++]!,
            })),
          })),
        }
      },
    }
  }

  return {
    list: (filter) => slots.list(filter),
    calendar({ each = 4, ...request }) {
      const { hours, filledWith } = calendar<{ counts: Record<SlotState, number>; slots: Outputs['list'] }>(
        request,
        timezone(),
      )
      const tally = slots.tally(
        hours.map((hour) => ({ from: iso(hour.fromMs), until: iso(hour.untilMs) })),
        { jobId: request.jobId, state: request.state, cause: request.cause, each },
      )
      return filledWith(tally.map((hour) => ({ ...hour, counts: { ...none, ...hour.counts } })))
    },
    async forecast({ each = 4, ...request }) {
      const zone = timezone()
      const { hours, filledWith } = calendar<Outputs['forecast']['days'][number]['hours'][number]>(
        request,
        zone,
      )
      const forecast = await forecastHours(enabledJobs(request.jobId), hours, {
        afterMs: clock.now(),
        timezone: zone,
        each,
      })
      return filledWith(
        forecast.map(({ count, due }) => ({
          count,
          due: due.map(({ jobId, dueAtMs }) => ({ jobId, dueAt: iso(dueAtMs) })),
        })) as never,
      )
    },
    upcoming({ jobId, until, limit = 100 }) {
      const zone = timezone()
      const nowMs = clock.now()
      return upcomingMoments(
        enabledJobs(jobId).map((job) => newEntry(job, '', nowMs)),
        {
          limit,
          untilMs: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
          timezone: zone,
          nextOf({ job }) {
            if (!scheduler.running)
              return nextDueAfter(job.schedule, nowMs, { timezone: zone, jobId: job.id })
            const next = scheduler.nextDueAt(job.id)
            return next === null ? null : Date.parse(next)
          },
        },
      )
    },
  }
}
