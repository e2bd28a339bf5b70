import { z } from 'zod'
import { AllowedHost, Job, JobId } from '../job.ts'
import { ReadinessReason, ReadinessState } from '../readiness.ts'
import { RunSummary } from '../run.ts'
import { Schedule, TimeZone } from '../schedule.ts'
import { operation } from './base.ts'

const ById = z.object({ id: z.string() })

/** A job with what the oven knows about it beyond its text. `scheduleText` is the schedule in words. */
export const JobView = z.object({
  job: Job,
  scheduleText: z.string(),
  nextDueAt: z.string().nullable(),
  lastRun: RunSummary.nullable(),
  activeRuns: z.number(),
  /** Whether its next run will be let through, as last seen; `null` before the oven has looked, and for jobs that are off. */
  readiness: z.object({ state: ReadinessState, reasons: z.array(ReadinessReason) }).nullable(),
  /** Names in its `env` whose values look like secrets: whoever reads the job sees them. They belong into `secrets`. */
  exposedSecrets: z.array(z.string()).optional(),
  /** Ids of the jobs that begin after it. */
  followedBy: z.array(z.string()).optional(),
})
export type JobView = z.infer<typeof JobView>

/** The jobs file as it is exported and imported: the same shape as `jobs.json`. */
export const JobsFile = z.object({ jobs: z.array(z.unknown()) })
export type JobsFile = z.infer<typeof JobsFile>

/**
 * Jobs: what the oven can bake. `add`, `update` and `import` take a job as written by a person and answer it as kept;
 * a wrong one is refused whole, naming every wrong field. None of them ever starts a run.
 */
export const jobs = {
  list: operation.route({ method: 'GET', path: '/jobs' }).output(z.array(JobView)),
  show: operation.route({ method: 'GET', path: '/jobs/{id}' }).input(ById).output(JobView),
  add: operation
    .route({ method: 'POST', path: '/jobs' })
    .input(z.object({ job: z.unknown() }))
    .output(JobView),
  /** `changes` holds top-level fields of the job; `null` takes a field away. */
  update: operation
    .route({ method: 'PATCH', path: '/jobs/{id}' })
    .input(z.object({ id: z.string(), changes: z.record(z.string(), z.unknown()) }))
    .output(JobView),
  /** Refuses while the job has active runs or others begin after it, unless `force`. Past runs stay in the history. */
  remove: operation
    .route({ method: 'DELETE', path: '/jobs/{id}' })
    .input(z.object({ id: z.string(), force: z.boolean().default(false) }))
    .output(z.object({ removed: JobId })),
  enable: operation.route({ method: 'POST', path: '/jobs/{id}/enable' }).input(ById).output(JobView),
  disable: operation.route({ method: 'POST', path: '/jobs/{id}/disable' }).input(ById).output(JobView),
  export: operation
    .route({ method: 'GET', path: '/jobs-file' })
    .input(z.object({ ids: z.array(z.string()).optional() }))
    .output(JobsFile),
  /** All or nothing. Jobs whose id is taken are refused, unless `replace`. */
  import: operation
    .route({ method: 'POST', path: '/jobs-file' })
    .input(z.object({ file: JobsFile, replace: z.boolean().default(false) }))
    .output(z.object({ added: z.array(z.string()), replaced: z.array(z.string()) })),
  /** The next moments at which a job is due, by its id or by a schedule that is not saved yet. */
  preview: operation
    .route({ method: 'POST', path: '/jobs-preview' })
    .input(
      z.object({
        id: z.string().optional(),
        schedule: Schedule.optional(),
        timezone: TimeZone.optional(),
        from: z.iso.datetime({ offset: true }).optional(),
        count: z.number().int().min(1).max(1000).default(5),
      }),
    )
    .output(
      z.object({
        text: z.string(),
        timezone: z.string(),
        due: z.array(z.object({ dueAt: z.string() })),
        /** Fixed times that the clocks leap over, or show twice, within a year: each with what the run does, in a sentence. */
        clockChanges: z.array(
          z.object({ kind: z.enum(['skipped', 'repeated']), at: z.string(), message: z.string() }),
        ),
      }),
    ),
  /** The names that runs with `network: allowlist` may reach: by a list of the job's own, or by the oven's. */
  reach: operation
    .route({ method: 'POST', path: '/jobs-reach' })
    .input(z.object({ allow: z.array(AllowedHost).max(500).optional() }))
    .output(z.object({ hosts: z.array(z.string()) })),
  /**
   * Starts a run now. `rehearse` plays the pipeline's stages without calling a model. Refused when the day's budget is
   * spent, unless `force`.
   */
  run: operation
    .route({ method: 'POST', path: '/jobs/{id}/run' })
    .input(
      z.object({
        id: z.string(),
        rehearse: z.boolean().default(false),
        force: z.boolean().default(false),
      }),
    )
    .output(RunSummary),
}
