import { z } from 'zod'

/** Where a run is on its way. Each step is written down before it is done. */
export const RunState = z.enum(['queued', 'preparing', 'running', 'collecting', 'finished'])
export type RunState = z.infer<typeof RunState>

/** How a run ended. */
export const Outcome = z.enum(['succeeded', 'failed', 'timed-out', 'cancelled', 'blocked', 'lost'])
export type Outcome = z.infer<typeof Outcome>

/** What a run was worth, apart from how its process ended. */
export const Verdict = z.enum(['worked', 'nothing-to-do', 'incomplete', 'blocked', 'rate-limited', 'failed'])
export type Verdict = z.infer<typeof Verdict>

/** Who asked for the run. */
export const Trigger = z.enum([
  'schedule',
  'manual',
  'catch-up',
  'retry',
  'webhook',
  'api',
  'github',
  'chain',
])
export type Trigger = z.infer<typeof Trigger>

export const Tokens = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheCreation: z.number(),
})
export type Tokens = z.infer<typeof Tokens>

/** Why a run did not succeed: a code for programs, a sentence for people, and what to do. */
export const RunError = z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
export type RunError = z.infer<typeof RunError>

export const StageStatus = z.enum(['waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled'])
export type StageStatus = z.infer<typeof StageStatus>

/** One stage of a pipeline run. `costUsd` is the agent's list-price estimate; `lastText` its last words, one line. */
export const Stage = z.object({
  name: z.string(),
  model: z.string().nullable(),
  status: StageStatus,
  dependsOn: z.array(z.string()),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  tokens: Tokens.nullable(),
  costUsd: z.number().nullable(),
  commitSha: z.string().nullable(),
  attempt: z.number(),
  error: z.string().nullable(),
  lastText: z.string().nullable(),
})
export type Stage = z.infer<typeof Stage>

export const Commit = z.object({ sha: z.string(), branch: z.string(), subject: z.string() })
export type Commit = z.infer<typeof Commit>

/** A branch that the run created or moved. `error` says why it could not be pushed. */
export const Branch = z.object({
  name: z.string(),
  commit: z.string(),
  commits: z.number(),
  pushed: z.boolean(),
  error: z.string().nullable(),
})
export type Branch = z.infer<typeof Branch>

export const PullRequest = z.object({
  url: z.string(),
  number: z.number().nullable(),
  branch: z.string().nullable(),
})

/**
 * What a run with a network allow-list asked for. `reason` is `not-listed`, `raw-address`, `closed-address` (a listed
 * name that leads to a private address or to this machine), `unresolved` or `not-a-name`.
 */
export const Egress = z.object({
  /** That the cage was proven to hold on the engine before the run. */
  enforced: z.boolean(),
  allowed: z.array(z.object({ host: z.string(), count: z.number() })),
  refused: z.array(z.object({ host: z.string(), reason: z.string(), count: z.number() })),
})
export type Egress = z.infer<typeof Egress>

/** A run without its parts: what a list needs. */
export const RunSummary = z.object({
  id: z.string(),
  jobId: z.string(),
  jobName: z.string(),
  jobType: z.enum(['agent-pipeline', 'docker']),
  /** Counts per job: `nightly-code-review #47`. */
  number: z.number(),
  trigger: Trigger,
  rehearsal: z.boolean(),
  attempt: z.number(),
  /** The run that this one repeats. */
  retryOf: z.string().nullable(),
  state: RunState,
  outcome: Outcome.nullable(),
  verdict: Verdict.nullable(),
  error: RunError.nullable(),
  exitCode: z.number().nullable(),
  dueAt: z.string().nullable(),
  queuedAt: z.string(),
  /** A queued run that repeats another waits until then; `null` once it has its turn. */
  notBeforeAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  tokens: Tokens.nullable(),
  costUsd: z.number().nullable(),
  /** Part of the cost was worked out from tokens and list prices, because no agent has told it (yet). */
  costEstimated: z.boolean(),
  /** With the verdict `rate-limited`: when the limit lifts, where the provider said so. */
  liftsAt: z.string().nullable(),
  stagesDone: z.number(),
  stagesTotal: z.number(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** A run as another one names it. */
export const RunRef = z.object({ id: z.string(), jobId: z.string(), jobName: z.string(), number: z.number() })
export type RunRef = z.infer<typeof RunRef>

/** Why a job did not begin after a run that it follows. */
export const ChainCause = z.enum(['disabled', 'paused', 'overlap', 'budget'])
export type ChainCause = z.infer<typeof ChainCause>

/** What became of one job that follows a run: a run of its own, or the reason why there is none. */
export const Follower = z.object({
  jobId: z.string(),
  run: RunRef.nullable(),
  cause: ChainCause.nullable(),
})
export type Follower = z.infer<typeof Follower>

/** A whole run. `progress` says what a preparing run is doing now (pulling an image, …). */
export const Run = RunSummary.extend({
  image: z.object({ reference: z.string(), id: z.string().nullable(), digest: z.string().nullable() }),
  source: z
    .object({ repo: z.string(), branch: z.string(), pipeline: z.string(), commit: z.string().nullable() })
    .nullable(),
  stages: z.array(Stage),
  commits: z.array(Commit),
  branches: z.array(Branch),
  pullRequest: PullRequest.nullable(),
  changes: z.object({ filesChanged: z.number(), insertions: z.number(), deletions: z.number() }).nullable(),
  resources: z.object({ peakMemoryBytes: z.number().nullable(), cpuSeconds: z.number().nullable() }),
  /** `null` for runs without a network allow-list. */
  egress: Egress.nullable(),
  progress: z.string().nullable(),
  /** Length of the log so far; offsets in `runs.logs` count to here. */
  logBytes: z.number(),
  /** When clean-up removed the log, the transcript and the artifacts. */
  logRemovedAt: z.string().nullable(),
  /** The run whose end this one followed. */
  chainedFrom: RunRef.nullable(),
  /** What followed the end of this one. */
  followers: z.array(Follower),
})
export type Run = z.infer<typeof Run>

/** One thing an agent said or did, for the readable transcript. */
export const TranscriptEntry = z.object({
  seq: z.number(),
  at: z.string(),
  stage: z.string().nullable(),
  kind: z.enum(['start', 'text', 'tool', 'tool-error', 'retry', 'limit', 'end']),
  text: z.string(),
  tool: z.string().nullable(),
})
export type TranscriptEntry = z.infer<typeof TranscriptEntry>

/**
 * A due moment of a schedule and how it ended. `claimed` until its run's container starts or it is known that none will.
 * `ran` has no cause; every other end has one.
 */
export const SlotState = z.enum(['claimed', 'ran', 'late', 'skipped', 'missed'])
export type SlotState = z.infer<typeof SlotState>
/**
 * Why a slot did not run at its moment. `asleep`: the host lived and did not see it; `quit`: no host ran; `overlap`: another
 * run of its job; `disabled`: the job was switched off, changed or removed before its turn; `cancelled`: somebody stopped it
 * before it began; `blocked`: another check refused it (the run says which); `busy`: it waited for its turn or its image; `paused`: all
 * schedules stood still.
 */
export const SlotCause = z.enum([
  'asleep',
  'quit',
  'engine-down',
  'auth',
  'budget',
  'overlap',
  'disabled',
  'cancelled',
  'blocked',
  'busy',
  'paused',
])
export type SlotCause = z.infer<typeof SlotCause>
export const Slot = z.object({
  jobId: z.string(),
  dueAt: z.string(),
  state: SlotState,
  cause: SlotCause.nullable(),
  runId: z.string().nullable(),
  settledAt: z.string().nullable(),
})
export type Slot = z.infer<typeof Slot>
