import { z } from 'zod'

/** What may happen in a repository for a job to begin. */
export const GithubEvent = z.enum([
  'push',
  'pull_request',
  'issues',
  'issue_comment',
  'release',
  'workflow_run',
])
export type GithubEvent = z.infer<typeof GithubEvent>

const Words = z.array(z.string().trim().min(1).max(255)).min(1).max(100)

/**
 * Which events of a repository a job begins at. All fields that are given must hold; of a field's list one entry is
 * enough. Branches and paths may hold `*`, `?` and, for any number of folders, `**`.
 */
export const GithubRule = z.strictObject({
  event: GithubEvent,
  /** Without it: what begins something new (`opened`, `created`, `published`, `completed`; for pull requests new commits, too). */
  action: Words.optional(),
  /** The branch that was pushed to, that a pull request is to be merged into, or that a release or a check was made of. */
  branch: Words.optional(),
  /** The label that was set or taken away, else one that the issue or pull request has. */
  label: Words.optional(),
  /** Who was assigned or no longer is, else one who is. */
  assignee: Words.optional(),
  /** A file that was changed. */
  path: Words.optional(),
  /** Who did it. */
  actor: Words.optional(),
  /** For comments: the word that the first line begins with, such as `/bake`. */
  command: z
    .string()
    .regex(/^\S{1,100}$/, { error: 'must be one word' })
    .optional(),
})
export type GithubRule = z.infer<typeof GithubRule>
