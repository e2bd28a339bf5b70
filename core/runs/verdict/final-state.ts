import { z } from 'zod'
import type { StageStatus, Tokens } from '../../../contract/index.ts'

const StateFile = z.looseObject({
  runId: z.string().optional(),
  status: z.string().optional(),
  trigger: z.looseObject({ timestamp: z.string().optional() }).optional(),
  stages: z
    .array(
      z.looseObject({
        stageName: z.string(),
        status: z.string().optional(),
        startTime: z.string().optional(),
        endTime: z.string().optional(),
        duration: z.number().optional(),
        commitSha: z.string().optional(),
        retryAttempt: z.number().optional(),
        tokenUsage: z
          .looseObject({
            actual_input: z.number().optional(),
            output: z.number().optional(),
            cache_creation: z.number().optional(),
            cache_read: z.number().optional(),
          })
          .optional(),
        error: z.looseObject({ message: z.string().optional() }).optional(),
      }),
    )
    .default([]),
  artifacts: z
    .looseObject({
      pullRequest: z
        .looseObject({ url: z.string(), number: z.number().optional(), branch: z.string().optional() })
        .optional(),
    })
    .optional(),
})

/** agent-pipeline's own account of a run, in our words. */
export interface FinalState {
  status: 'completed' | 'failed' | 'partial' | 'aborted' | null
  stages: {
    name: string
    status: StageStatus | null
    startedAt: string | null
    finishedAt: string | null
    durationMs: number | null
    commitSha: string | null
    attempt: number
    tokens: Tokens | null
    error: string | null
  }[]
  pullRequest: { url: string; number: number | null; branch: string | null } | null
}

const STAGE_STATUS: Record<string, StageStatus> = {
  pending: 'waiting',
  running: 'running',
  success: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
}
const RUN_STATUS = ['completed', 'failed', 'partial', 'aborted'] as const

/**
 * Reads `.agent-pipeline/state/runs/<runId>.json` of agent-pipeline 0.1.5. Prompts and answers in it are left out.
 * `null` when it is torn or not such a file.
 */
export function readFinalState(json: string): FinalState | null {
  let raw: unknown
  try {
    raw = JSON.parse(json)
  } catch {
    return null
  }
  const parsed = StateFile.safeParse(raw)
  if (!parsed.success) return null
  const { stages, status, artifacts } = parsed.data
  const pullRequest = artifacts?.pullRequest
  return {
    status: RUN_STATUS.find((known) => known === status) ?? null,
    stages: stages.map((stage) => ({
      name: stage.stageName,
      status: STAGE_STATUS[stage.status ?? ''] ?? null,
      startedAt: stage.startTime ?? null,
      finishedAt: stage.endTime ?? null,
      durationMs: stage.duration === undefined ? null : Math.round(stage.duration * 1000),
      commitSha: stage.commitSha ?? null,
      attempt: (stage.retryAttempt ?? 0) + 1,
      tokens: stage.tokenUsage
        ? {
            input: stage.tokenUsage.actual_input ?? 0,
            output: stage.tokenUsage.output ?? 0,
            cacheRead: stage.tokenUsage.cache_read ?? 0,
            cacheCreation: stage.tokenUsage.cache_creation ?? 0,
          }
        : null,
      error: stage.error?.message ?? null,
    })),
    pullRequest: pullRequest
      ? { url: pullRequest.url, number: pullRequest.number ?? null, branch: pullRequest.branch ?? null }
      : null,
  }
}
