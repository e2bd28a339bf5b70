import { z } from 'zod'
import { GithubReport } from '../github-rule.ts'
import { RunError } from '../run.ts'
import { operation } from './base.ts'

/** What GitHub is told of a run in one place, and how far it was. */
export const RunReport = z.object({
  kind: GithubReport,
  /** `owner/name`. */
  repo: z.string(),
  /** Where it is read: the comment, or the commit; `null` for a comment that is not there yet. */
  url: z.string().nullable(),
  /** `failed`: GitHub was not told, and `problem` says why. */
  state: z.enum(['told', 'waiting', 'failed']),
  problem: RunError.nullable(),
})
export type RunReport = z.infer<typeof RunReport>

/** Part of `runs`. */
export const runReports = {
  /** Nothing for runs that did not begin at GitHub, or whose jobs ask for no report. */
  reports: operation
    .route({ method: 'GET', path: '/runs/{runId}/reports' })
    .input(z.object({ runId: z.string() }))
    .output(z.array(RunReport)),
}
