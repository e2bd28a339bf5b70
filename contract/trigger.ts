import { z } from 'zod'
import { Outcome, RunError, RunState, StageStatus, Trigger, Verdict } from './run.ts'

/**
 * A `token` opens one job and is shown with a call, as a bearer; a `secret` does so too, but never travels: calls are signed
 * with it. An `oven` token opens everything that can be asked of the oven, an `oven-read` one only what looks.
 */
export const TokenKind = z.enum(['token', 'secret', 'oven', 'oven-read'])
export type TokenKind = z.infer<typeof TokenKind>

/** What opens a job, or the oven, to calls from outside, as it is shown: never its value. */
export const TokenView = z.object({
  id: z.string(),
  /** `null` for one of the oven itself. */
  jobId: z.string().nullable(),
  kind: TokenKind,
  /** What it is for, in its maker's words. */
  label: z.string().nullable(),
  /** `****a3f9`. */
  masked: z.string(),
  createdAt: z.string(),
  /** When an older one that was replaced stops being good; `null` for one that is good until it is revoked. */
  endsAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  /** The address that used it last. */
  lastUsedFrom: z.string().nullable(),
  uses: z.number(),
})
export type TokenView = z.infer<typeof TokenView>

/** A new token with its value, which nobody is shown again. */
export const NewToken = z.object({ token: TokenView, value: z.string() })
export type NewToken = z.infer<typeof NewToken>

/** What came of a call: a run; the same run again, because it was called for before; or a refusal. */
export const DeliveryOutcome = z.enum(['accepted', 'duplicate', 'refused'])
export type DeliveryOutcome = z.infer<typeof DeliveryOutcome>

/** One call from outside, and what came of it. */
export const Delivery = z.object({
  id: z.string(),
  jobId: z.string(),
  at: z.string(),
  /**
   * How its caller showed who it is: by a job's token, by a signature, by the oven's own token; or it is an old one, delivered
   * again. `github`: something happened there, whether GitHub told it or was asked.
   */
  via: z.enum(['token', 'signature', 'oven', 'github', 'redelivery', 'unknown']),
  /** The end of the token or secret: `****a3f9`. */
  tokenMasked: z.string().nullable(),
  from: z.string().nullable(),
  /** What its caller named it by: an `Idempotency-Key`, or the id of a delivery. */
  key: z.string().nullable(),
  outcome: DeliveryOutcome,
  /** The HTTP status it was answered with. */
  status: z.number(),
  /** Why it was refused. */
  error: RunError.nullable(),
  runId: z.string().nullable(),
  payloadBytes: z.number(),
  /** Whether it can be delivered again: its caller was known, and its data is still kept. */
  canRedeliver: z.boolean(),
})
export type Delivery = z.infer<typeof Delivery>

/** Where calls come in, and why they do not when they do not. */
export const CallServer = z.object({
  enabled: z.boolean(),
  /** As set: where it listens, or would. */
  host: z.string(),
  port: z.number(),
  /** `http://127.0.0.1:3847` while it listens. */
  address: z.string().nullable(),
  /** Who can reach it, as a sentence. */
  reach: z.string(),
  /** Why it does not listen although it should. */
  problem: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
  /** Where GitHub is to send its webhooks. */
  github: z.object({
    path: z.string(),
    /** Name of the secret that they are signed with. */
    secret: z.string(),
    /** `null` while the secrets do not open. */
    isSecretSet: z.boolean().nullable(),
  }),
})
export type CallServer = z.infer<typeof CallServer>

/** What `POST /api/trigger/:jobId` answers, with status 202. */
export const TriggerAnswer = z.object({
  runId: z.string(),
  /** Counts per job: `nightly-review #47`. */
  number: z.number(),
  jobId: z.string(),
  /** Where to ask what came of it. */
  statusUrl: z.string(),
  /** The call came before: this is the run it made then. */
  duplicate: z.boolean(),
})
export type TriggerAnswer = z.infer<typeof TriggerAnswer>

/**
 * What `POST /api/github` answers. `taken`: kept, and the jobs that are named decide on it, which may take a while;
 * `duplicate`: taken before; `ignored`: it begins nothing, as `why` says; `pong`: the answer to GitHub's first call.
 */
export const GithubAnswer = z.object({
  event: z.string(),
  outcome: z.enum(['taken', 'duplicate', 'ignored', 'pong']),
  why: z.string().nullable(),
  jobs: z.array(z.string()),
})
export type GithubAnswer = z.infer<typeof GithubAnswer>

/** What `GET /api/status/:runId` answers. */
export const RunStatus = z.object({
  runId: z.string(),
  jobId: z.string(),
  number: z.number(),
  trigger: Trigger,
  attempt: z.number(),
  state: RunState,
  outcome: Outcome.nullable(),
  verdict: Verdict.nullable(),
  error: RunError.nullable(),
  queuedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  stages: z.array(
    z.object({
      name: z.string(),
      status: StageStatus,
      startedAt: z.string().nullable(),
      finishedAt: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
  pullRequest: z.string().nullable(),
})
export type RunStatus = z.infer<typeof RunStatus>

/** What `GET /api/health` answers: that it lives, and to who shows a token, how. */
export const Health = z.object({
  status: z.literal('ok'),
  version: z.string().optional(),
  startedAt: z.string().optional(),
  engine: z.object({ status: z.string(), message: z.string().nullable() }).optional(),
  logins: z.array(z.object({ id: z.string(), state: z.string() })).optional(),
})
export type Health = z.infer<typeof Health>
