import { z } from 'zod'
import { operation } from './base.ts'

/** A repository about which GitHub is asked what happened, for all jobs that begin there together. */
export const GithubPoll = z.object({
  /** `owner/name`. */
  repo: z.string(),
  /** Their ids. */
  jobs: z.array(z.string()),
  /** `null`: not yet. */
  lastAskedAt: z.string().nullable(),
  /** `null` while no host asks. */
  nextAt: z.string().nullable(),
  /** Why the last time did not go well, and since when it does not. */
  problem: z
    .object({ code: z.string(), message: z.string(), hint: z.string().nullable(), since: z.string() })
    .nullable(),
  /** What the jobs ask for that GitHub tells by webhooks alone: `issues edited`. */
  untold: z.array(z.string()),
})
export type GithubPoll = z.infer<typeof GithubPoll>

/** What happens on GitHub, and how the oven comes to know. */
export const github = {
  status: operation
    .route({ method: 'GET', path: '/github/status' })
    .output(z.object({ polls: z.array(GithubPoll) })),
}
