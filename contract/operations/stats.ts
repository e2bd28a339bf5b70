import { z } from 'zod'
import { Outcome, RunState, Trigger, Verdict } from '../run.ts'
import { operation } from './base.ts'

/** What something cost. `costEstimated`: a part was worked out from list prices, because no agent has told it. Rehearsals cost nothing. */
const Spent = {
  costUsd: z.number(),
  costEstimated: z.boolean(),
  /** Of all kinds together. */
  tokens: z.number(),
}

/**
 * The runs queued on one day of the oven's zone. `runs` counts all of them, `active` those that have not finished;
 * `outcomes` the others. `incomplete` counts runs that succeeded and still fell short, as their verdict says.
 */
export const DayStats = z.object({
  /** `2026-11-20`, by the clocks of the oven's zone. */
  date: z.string(),
  fromAt: z.string(),
  untilAt: z.string(),
  runs: z.number(),
  active: z.number(),
  outcomes: z.record(Outcome, z.number()),
  incomplete: z.number(),
  /** How long finished runs took, together. */
  durationMs: z.number(),
  ...Spent,
})
export type DayStats = z.infer<typeof DayStats>

/** A run as a mark in a row of them. */
export const RunMark = z.object({
  id: z.string(),
  number: z.number(),
  state: RunState,
  outcome: Outcome.nullable(),
  verdict: Verdict.nullable(),
  rehearsal: z.boolean(),
  queuedAt: z.string(),
  durationMs: z.number().nullable(),
})
export type RunMark = z.infer<typeof RunMark>

/** The newest runs of a job, oldest first, so that they read from left to right. */
export const JobMarks = z.object({ jobId: z.string(), runs: z.array(RunMark) })
export type JobMarks = z.infer<typeof JobMarks>

/** A run as a point of a chart. `costUsd` is `null` where no agent was paid. */
export const RunPoint = RunMark.extend({
  trigger: Trigger,
  costUsd: z.number().nullable(),
  costEstimated: z.boolean(),
  tokens: z.number().nullable(),
})
export type RunPoint = z.infer<typeof RunPoint>

/**
 * What the runs looked at come to, rehearsals left out. `successRate` (0 to 1) leaves out those that somebody stopped;
 * the durations are of runs that succeeded. `null` where there is nothing to say it from.
 */
export const JobTotals = z.object({
  runs: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  successRate: z.number().nullable(),
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  ...Spent,
})
export type JobTotals = z.infer<typeof JobTotals>

/** Figures of the history. */
export const stats = {
  /** Day by day, oldest first, today last; days without runs are there too. */
  days: operation
    .route({ method: 'GET', path: '/stats/days' })
    .input(z.object({ days: z.number().int().min(1).max(366).default(14), jobId: z.string().optional() }))
    .output(z.array(DayStats)),
  /** The newest runs of each job; of these jobs when `ids` is given, which is what a long list should do. */
  jobs: operation
    .route({ method: 'GET', path: '/stats/jobs' })
    .input(
      z.object({
        ids: z.array(z.string()).max(1000).optional(),
        limit: z.number().int().min(1).max(50).default(20),
      }),
    )
    .output(z.array(JobMarks)),
  /** A job's newest finished runs as points over time, oldest first, and what they come to. */
  job: operation
    .route({ method: 'GET', path: '/stats/jobs/{id}' })
    .input(z.object({ id: z.string(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ jobId: z.string(), runs: z.array(RunPoint), totals: JobTotals })),
}
