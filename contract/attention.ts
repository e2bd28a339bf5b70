import { z } from 'zod'
import { Fix } from './status.ts'

/**
 * What somebody should look at. `run-failed`: a job's last run did not succeed; `login-ended`, `login-ending`; `engine-down`;
 * `job-blocked`, `job-at-risk`: its next run, as things stand; `slots-missed`: due moments that nobody made up for;
 * `file-broken`: a file was kept aside; `warning`: anything else the oven has to say.
 */
export const AttentionKind = z.enum([
  'engine-down',
  'login-ended',
  'run-failed',
  'job-blocked',
  'file-broken',
  'slots-missed',
  'login-ending',
  'job-at-risk',
  'warning',
])
export type AttentionKind = z.infer<typeof AttentionKind>

/** The one thing to do about it, and what its button says. */
export const AttentionAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open-run'), label: z.string(), runId: z.string() }),
  z.object({ kind: z.literal('open-job'), label: z.string(), jobId: z.string() }),
  z.object({
    kind: z.literal('open-page'),
    label: z.string(),
    page: z.enum(['credentials', 'secrets', 'schedule', 'settings', 'notifications', 'webhooks', 'jobs']),
  }),
  /** `engine.start`, where the oven can start it. */
  z.object({ kind: z.literal('start-engine'), label: z.string() }),
  /** `auth.signIn` for the login inside a container. */
  z.object({ kind: z.literal('sign-in'), label: z.string(), login: z.literal('claude') }),
])
export type AttentionAction = z.infer<typeof AttentionAction>

export const AttentionItem = z.object({
  /** Stays the same for the same matter, and changes when it happens anew. */
  id: z.string(),
  kind: AttentionKind,
  /** `failed`: something did not work; `attention`: it will not, unless somebody looks. */
  tone: z.enum(['failed', 'attention']),
  /** A whole short sentence, without its full stop. */
  title: z.string(),
  detail: z.string().nullable(),
  /** Ways to mend it, the first one best. */
  fixes: z.array(Fix),
  /** Since when, where that is known. */
  since: z.string().nullable(),
  action: AttentionAction.nullable(),
  /** False: it stays until it is mended. */
  dismissible: z.boolean(),
})
export type AttentionItem = z.infer<typeof AttentionItem>
