import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Slot, SlotCause, SlotState } from '../run.ts'
import { Change, CheckResult, ImageProgress, OvenImage, Status } from '../status.ts'
import { operation } from './base.ts'

export const status = {
  show: operation.route({ method: 'GET', path: '/status' }).output(Status),
}

export const doctor = {
  /** Runs every check afresh. */
  check: operation
    .route({ method: 'POST', path: '/doctor' })
    .output(z.object({ passed: z.boolean(), checks: z.array(CheckResult) })),
}

/** A moment that is still to come. It becomes a slot when it is due. */
export const DueMoment = z.object({ jobId: z.string(), dueAt: z.string() })
export type DueMoment = z.infer<typeof DueMoment>

/** Which days, by the clocks of the oven's zone, and of which job. `from` is a date such as `2026-11-16`. */
const CalendarDays = {
  from: z.iso.date(),
  days: z.number().int().min(1).max(31).default(7),
  jobId: z.string().optional(),
  /** Of an hour in which not more than this was due, the moments are answered one by one. */
  each: z.number().int().min(0).max(20).default(4),
}

/** A day of a calendar: 23 or 25 hours where the clocks change. `clock` is what they show when the hour begins. */
const calendarOf = <Hour extends z.ZodRawShape>(hour: Hour) =>
  z.object({
    timezone: z.string(),
    days: z.array(
      z.object({
        date: z.string(),
        fromAt: z.string(),
        untilAt: z.string(),
        hours: z.array(z.object({ fromAt: z.string(), untilAt: z.string(), clock: z.string(), ...hour })),
      }),
    ),
  })

export const SlotCalendar = calendarOf({ counts: z.record(SlotState, z.number()), slots: z.array(Slot) })
export type SlotCalendar = z.infer<typeof SlotCalendar>
export const SlotForecast = calendarOf({ count: z.number(), due: z.array(DueMoment) })
export type SlotForecast = z.infer<typeof SlotForecast>

export const slots = {
  /** Newest first. `cursor` is `<dueAt> <jobId>` of the last slot of the page before. */
  list: operation
    .route({ method: 'GET', path: '/slots' })
    .input(
      z.object({
        jobId: z.string().optional(),
        state: z.array(SlotState).optional(),
        cause: z.array(SlotCause).optional(),
        since: z.iso.datetime({ offset: true }).optional(),
        until: z.iso.datetime({ offset: true }).optional(),
        limit: z.number().int().min(1).max(1000).default(200),
        cursor: z
          .string()
          .regex(/^\S+ \S+$/, { error: 'must be the moment and the job of a slot, with a space between' })
          .optional(),
      }),
    )
    .output(z.array(Slot)),
  /** The ledger by hours: how many slots came to what. */
  calendar: operation
    .route({ method: 'GET', path: '/slots/calendar' })
    .input(
      z.object({
        ...CalendarDays,
        state: z.array(SlotState).optional(),
        cause: z.array(SlotCause).optional(),
      }),
    )
    .output(SlotCalendar),
  /** The same hours with what is still to come in them. */
  forecast: operation
    .route({ method: 'GET', path: '/slots/forecast' })
    .input(z.object(CalendarDays))
    .output(SlotForecast),
  /** What is due next, of all enabled jobs or of one, soonest first. */
  upcoming: operation
    .route({ method: 'GET', path: '/slots/upcoming' })
    .input(
      z.object({
        jobId: z.string().optional(),
        until: z.iso.datetime({ offset: true }).optional(),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.array(DueMoment)),
}

export const images = {
  list: operation.route({ method: 'GET', path: '/images' }).output(z.array(OvenImage)),
  /** Builds an image of the oven's own. Two callers of the same image share one build. */
  build: operation
    .route({ method: 'POST', path: '/images/build' })
    .input(
      z.object({
        name: z.string(),
        noCache: z.boolean().default(false),
        /** An npm spec, or the path of a tarball on the host, for `agent-pipeline`. */
        agentPipeline: z.string().optional(),
        claudeCode: z.string().optional(),
        baseImage: z.string().optional(),
        /** Paths on the host of certificate files to trust inside the image. */
        extraCa: z.array(z.string()).optional(),
      }),
    )
    .output(eventIterator(ImageProgress)),
  remove: operation
    .route({ method: 'POST', path: '/images/remove' })
    .input(z.object({ name: z.string() }))
    .output(z.object({ removed: z.string() })),
}

export const changes = {
  /** A `hello`, then every change as it happens. */
  watch: operation.route({ method: 'GET', path: '/changes' }).output(eventIterator(Change)),
}
