import { z } from 'zod'
import { BranchName, RepoAddress } from '../job.ts'
import { SourceBranches, SourcePipelines } from '../source.ts'
import { operation } from './base.ts'

/** A repository as a job's `source` names it. */
const AtRepository = z.object({
  repo: RepoAddress,
  /** A secret or a GitHub App by name; without one, gh's login for the repository's server. */
  credentials: z.string().min(1).optional(),
})

/**
 * What is in a repository, found out by asking it now with the credential that a run would use. What cannot be had is
 * answered with the reason, not refused: it is what was asked for.
 */
export const sources = {
  /** The branches there are. */
  branches: operation
    .route({ method: 'POST', path: '/sources/branches' })
    .input(AtRepository)
    .output(SourceBranches),
  /** The pipelines on a branch, with their stages and what is wrong with them. */
  pipelines: operation
    .route({ method: 'POST', path: '/sources/pipelines' })
    .input(AtRepository.extend({ branch: BranchName }))
    .output(SourcePipelines),
}
