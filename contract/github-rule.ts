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

/** What a rule stands for that names no action: what begins something new; for pull requests new commits too, which are to be looked at again. */
export const USUAL_ACTIONS: Record<GithubEvent, readonly string[]> = {
  push: [],
  pull_request: ['opened', 'reopened', 'synchronize'],
  issues: ['opened'],
  issue_comment: ['created'],
  release: ['published'],
  workflow_run: ['completed'],
}

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

/** A repository on GitHub: `owner/name`. */
export const GithubRepo = z
  .string()
  .regex(/^[a-z\d](?:[a-z\d-]{0,38})\/(?!\.{1,2}$)[\w.-]{1,100}$/i, { error: 'must be "owner/name"' })
export type GithubRepo = z.infer<typeof GithubRepo>

/** What is said on GitHub of a run that began there: one comment, edited as it goes on, or the status of the commit. */
export const GithubReport = z.enum(['comment', 'status'])
export type GithubReport = z.infer<typeof GithubReport>

/** Begins runs of a job at what happens in a repository on GitHub. */
export const GithubTrigger = z.strictObject({
  /** By default, the repository that the job's code comes from. */
  repo: GithubRepo.optional(),
  /** Any one of these begins a run. */
  on: z
    .array(GithubRule)
    .min(1, { error: 'must name at least one event' })
    .max(20, { error: 'must be at most 20 rules' }),
  /** Whose doing begins runs: that of people who may write to the repository, or anybody's. */
  by: z.enum(['writers', 'anyone']).default('writers'),
  /** Whether GitHub is asked what happened, too: for machines that it cannot call, and for what was missed while asleep. */
  poll: z.boolean().default(true),
  /** What GitHub is told of the runs; nothing unless asked for. */
  report: z.array(GithubReport).max(2).default([]),
})
export type GithubTrigger = z.infer<typeof GithubTrigger>
