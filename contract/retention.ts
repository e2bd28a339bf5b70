import { z } from 'zod'

/** What clean-up may remove. `log` is a run's log with its transcript. */
export const CleanUpKind = z.enum(['log', 'artifacts', 'container', 'network', 'volume', 'image'])
export type CleanUpKind = z.infer<typeof CleanUpKind>

/**
 * Why: older than `retention.days`, beyond `retention.maxRunsPerJob`, beyond `retention.maxBytes` (oldest first), left
 * behind by a run that has finished, or an image of the oven's own that a newer build has taken the place of.
 */
export const CleanUpReason = z.enum(['age', 'count', 'size', 'left-behind', 'superseded'])
export type CleanUpReason = z.infer<typeof CleanUpReason>

/** One thing that was removed, or would be. `bytes` is null where the engine does not tell what it frees. */
export const CleanUpItem = z.object({
  kind: CleanUpKind,
  /** A container's or image's id, the name of a volume or network; for files, the run's id. */
  name: z.string(),
  runId: z.string().nullable(),
  jobId: z.string().nullable(),
  reason: CleanUpReason,
  bytes: z.number().nullable(),
})
export type CleanUpItem = z.infer<typeof CleanUpItem>

/** What a clean-up removed, or, with `dryRun`, would remove. */
export const CleanUpReport = z.object({
  dryRun: z.boolean(),
  at: z.string(),
  items: z.array(CleanUpItem),
  /** Sum of the items whose size is known. */
  bytes: z.number(),
  /** What stays of logs and artifacts. */
  kept: z.object({ runs: z.number(), bytes: z.number() }),
  /** Whole sentences about what could not be looked at or removed. */
  troubles: z.array(z.string()),
})
export type CleanUpReport = z.infer<typeof CleanUpReport>
