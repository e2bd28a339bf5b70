import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { operation } from './base.ts'

/** A run is named by its id, or by its job and number as in `nightly-code-review#47`. */
const ByRun = z.object({ runId: z.string() })

/**
 * What a run changed: a unified diff for each branch it made or moved, from where it began to where it ended, and one for
 * each working folder in which something was left uncommitted.
 */
export const RunChanges = z.object({
  /** False where no diff was kept: the run has not ended, is no pipeline's, or clean-up removed what it left. */
  kept: z.boolean(),
  parts: z.array(
    z.object({
      kind: z.enum(['branch', 'uncommitted']),
      /** The branch, or the working folder below the repository (empty: the repository itself). */
      name: z.string(),
      diff: z.string(),
    }),
  ),
  /** Of all the parts together. */
  bytes: z.number(),
  /** The diff was longer than what is kept, and ends early. */
  cut: z.boolean(),
})
export type RunChanges = z.infer<typeof RunChanges>

/** A file that was kept of a run. `path` is below the run's own folder. */
export const Artifact = z.object({ path: z.string(), bytes: z.number(), modifiedAt: z.string() })
export type Artifact = z.infer<typeof Artifact>

/** A piece of an artifact, in order; the last one has `end`. */
export const ArtifactPiece = z.object({
  offset: z.number(),
  totalBytes: z.number(),
  base64: z.string(),
  end: z.boolean(),
})
export type ArtifactPiece = z.infer<typeof ArtifactPiece>

/** A place in a log: where it begins, how long it is, and where its line begins, in bytes. */
export const LogMatch = z.object({ offset: z.number(), bytes: z.number(), line: z.number() })
export type LogMatch = z.infer<typeof LogMatch>

/** What a search has found since the piece before. `count` is of all so far, also of those that are not listed. */
export const LogMatches = z.object({
  matches: z.array(LogMatch),
  count: z.number(),
  searchedBytes: z.number(),
  totalBytes: z.number(),
  end: z.boolean(),
})
export type LogMatches = z.infer<typeof LogMatches>

/** What a run was started with, as it was then. Values of variables are never part of it. */
export const RunSetting = z.object({
  at: z.string(),
  /** The job without the values of its `env`. */
  job: z.record(z.string(), z.unknown()),
  /** Names of the variables in the job's `env`. */
  env: z.array(z.string()),
  limits: z.object({ timeoutSeconds: z.number(), memoryBytes: z.number(), cpus: z.number() }),
  engine: z
    .object({ version: z.string(), apiVersion: z.string(), os: z.string(), arch: z.string() })
    .nullable(),
})
export type RunSetting = z.infer<typeof RunSetting>

/** What runs leave behind: looked at, searched, taken away. Part of `runs`. */
export const runFiles = {
  changes: operation.route({ method: 'GET', path: '/runs/{runId}/changes' }).input(ByRun).output(RunChanges),
  artifacts: {
    list: operation
      .route({ method: 'GET', path: '/runs/{runId}/artifacts' })
      .input(ByRun)
      .output(z.array(Artifact)),
    /** The file in pieces; with `limitBytes` only its beginning. */
    get: operation
      .route({ method: 'GET', path: '/runs/{runId}/artifacts/{+path}' })
      .input(
        ByRun.extend({ path: z.string().min(1).max(1000), limitBytes: z.number().int().min(1).optional() }),
      )
      .output(eventIterator(ArtifactPiece)),
  },
  /**
   * Looks for a text in the whole log, colours left out of account, or with `errors` for lines that report a failure.
   * Capitals count only with `matchCase` (of A to Z). Found places are listed up to `limit`, then only counted, or with
   * `stop` not looked for. A log that grows is searched up to where it is now.
   */
  searchLog: operation
    .route({ method: 'GET', path: '/runs/{runId}/logs/search' })
    .input(
      ByRun.extend({
        text: z.string().max(1000).default(''),
        errors: z.boolean().default(false),
        matchCase: z.boolean().default(false),
        /** From the end to the beginning. */
        backwards: z.boolean().default(false),
        limit: z.number().int().min(1).max(100_000).default(10_000),
        stop: z.boolean().default(false),
      }),
    )
    .output(eventIterator(LogMatches)),
  /** What the run was started with; `null` for runs that were never started, and those of before it was kept. */
  setting: operation
    .route({ method: 'GET', path: '/runs/{runId}/setting' })
    .input(ByRun)
    .output(z.object({ setting: RunSetting.nullable() })),
}
