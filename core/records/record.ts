import { z } from 'zod'

/**
 * What a runner container says about itself while it works: one record a line on its standard output,
 * U+001E, then JSON, then a newline. Everything that is not a record is log text.
 *
 * Written by `images/pipeline-runner` (entrypoint and recorder) and `images/rehearsal`; read by
 * `core/runs`. Each record carries the run's nonce, so that a job's own output cannot pass for one.
 * Records written while stages run side by side are at most 4096 bytes, newline included, because only
 * such writes to a pipe are never torn; longer texts are cut.
 */
export const RECORD_MARK = '\u001e'

/** Longest record that may be written while others write too, in bytes, newline and mark included. */
export const RECORD_MAX_BYTES = 4096

const RecordTokens = z.object({
  input: z.number().int().nonnegative(),
  output: z.number().int().nonnegative(),
  cacheRead: z.number().int().nonnegative(),
  cacheCreation: z.number().int().nonnegative(),
})

const common = { v: z.literal(1), nonce: z.string(), at: z.iso.datetime() }
const agent = { ...common, stage: z.string().nullable(), session: z.string() }

/** The pipeline's stages as written in its YAML, before anything runs. `model` as agent-pipeline resolves it. */
export const PlanRecord = z.object({
  ...common,
  t: z.literal('plan'),
  pipeline: z.string(),
  stages: z.array(
    z.object({
      name: z.string(),
      model: z.string().nullable(),
      dependsOn: z.array(z.string()),
      enabled: z.boolean(),
    }),
  ),
})

/** The source as it was cloned. `commit` is the full SHA of the branch's head. */
export const SourceRecord = z.object({
  ...common,
  t: z.literal('source'),
  branch: z.string(),
  commit: z.string(),
})

/** An agent process began. `session` is unique per process; a second one for a stage is a second attempt. */
export const AgentStartRecord = z.object({
  ...agent,
  t: z.literal('agent-start'),
  model: z.string().nullable(),
  version: z.string().nullable(),
})

/** Words of the agent, cut to what fits. */
export const AgentTextRecord = z.object({ ...agent, t: z.literal('agent-text'), text: z.string() })

/** A tool the agent called; `input` is one line of what it was called with, cut. */
export const AgentToolRecord = z.object({
  ...agent,
  t: z.literal('agent-tool'),
  tool: z.string(),
  input: z.string(),
})

/** A tool call that came back as an error; successful results are not recorded. */
export const AgentToolErrorRecord = z.object({
  ...agent,
  t: z.literal('agent-tool-error'),
  text: z.string(),
})

/** Tokens this agent process has used so far (a running total, not a difference). */
export const AgentUsageRecord = z.object({ ...agent, t: z.literal('agent-usage'), tokens: RecordTokens })

/** The agent's own retry of a refused request (`system/api_retry` of its stream). */
export const AgentRetryRecord = z.object({
  ...agent,
  t: z.literal('agent-retry'),
  attempt: z.number(),
  maxRetries: z.number().nullable(),
  errorStatus: z.number().nullable(),
  error: z.string().nullable(),
})

/** A `rate_limit_event` of the agent's stream. `resetsAt` is the instant at which it lifts. */
export const AgentLimitRecord = z.object({
  ...agent,
  t: z.literal('agent-limit'),
  status: z.string(),
  limitType: z.string().nullable(),
  resetsAt: z.iso.datetime().nullable(),
})

/**
 * An agent process ended. `result` is its `result` event in short, `null` when the stream ended without one.
 * `error` is the last `assistant.error` seen (authentication_failed, billing_error, rate_limit, …).
 * `tokens` and `costUsd` (list price) are the process's totals.
 */
export const AgentEndRecord = z.object({
  ...agent,
  t: z.literal('agent-end'),
  exitCode: z.number().nullable(),
  signal: z.string().nullable(),
  durationMs: z.number(),
  error: z.string().nullable(),
  stderr: z.string(),
  result: z
    .object({
      isError: z.boolean(),
      subtype: z.string().nullable(),
      apiErrorStatus: z.number().nullable(),
      apiError: z.string().nullable(),
      text: z.string(),
      numTurns: z.number().nullable(),
      terminalReason: z.string().nullable(),
      permissionDenials: z.number(),
      credentialExpiresAt: z.string().nullable(),
    })
    .nullable(),
  model: z.string().nullable(),
  tokens: RecordTokens,
  costUsd: z.number().nullable(),
  /** The status of the last request that was refused, for agents that were ended before they had a result. */
  errorStatus: z.number().nullish(),
  /** What the agent logged in with, as its environment shows it. */
  credential: z.enum(['api-key', 'token', 'container-login', 'host-login']).nullish(),
})

/** One branch handed to the remote, or refused by it. */
export const PushRecord = z.object({
  ...common,
  t: z.literal('push'),
  branch: z.string(),
  ok: z.boolean(),
  error: z.string().nullable(),
})

/** What the run changed, counted from the commit it started at. Written once, at the end. */
export const ChangesRecord = z.object({
  ...common,
  t: z.literal('changes'),
  baseCommit: z.string(),
  branches: z.array(
    z.object({ name: z.string(), commit: z.string(), commits: z.number(), pushed: z.boolean() }),
  ),
  commits: z.array(z.object({ sha: z.string(), branch: z.string(), subject: z.string() })),
  filesChanged: z.number(),
  insertions: z.number(),
  deletions: z.number(),
  pullRequest: z
    .object({ url: z.string(), number: z.number().nullable(), branch: z.string().nullable() })
    .nullable(),
})

/**
 * The entrypoint could not go on. Codes: `input-invalid`, `payload-missing`, `repo-missing`, `repo-denied`,
 * `branch-missing`, `network`, `pipeline-missing`, `pipeline-invalid`, `push-denied`, `runner-broken`.
 */
export const ErrorRecord = z.object({
  ...common,
  t: z.literal('error'),
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
})

export const RunnerRecord = z.discriminatedUnion('t', [
  PlanRecord,
  SourceRecord,
  AgentStartRecord,
  AgentTextRecord,
  AgentToolRecord,
  AgentToolErrorRecord,
  AgentUsageRecord,
  AgentRetryRecord,
  AgentLimitRecord,
  AgentEndRecord,
  PushRecord,
  ChangesRecord,
  ErrorRecord,
])
export type RunnerRecord = z.infer<typeof RunnerRecord>

/**
 * What the host hands a runner container over its attached standard input, as one JSON document and then
 * the end of the stream. Nothing of it stands in `docker inspect`, in arguments or on the host's disk.
 * `files` are written below the container's home, `env` reaches the pipeline's processes only.
 */
export const RunnerPayload = z.object({
  v: z.literal(1),
  nonce: z.string(),
  env: z.record(z.string(), z.string()),
  files: z.array(z.object({ path: z.string(), mode: z.string(), base64: z.string() })),
})
export type RunnerPayload = z.infer<typeof RunnerPayload>
