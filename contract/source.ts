import { z } from 'zod'
import { Fix } from './status.ts'

/** Why a repository, branch or pipeline could not be shown; `other` where nothing known is the matter. */
export const SourceProblemCode = z.enum([
  'repo-missing',
  'repo-denied',
  'branch-missing',
  'pipeline-missing',
  'credential-missing',
  'network',
  'too-large',
  'git-missing',
  'other',
])
export type SourceProblemCode = z.infer<typeof SourceProblemCode>

export const SourceProblem = z.object({ code: SourceProblemCode, message: z.string(), fixes: z.array(Fix) })
export type SourceProblem = z.infer<typeof SourceProblem>

const refused = z.object({ state: z.literal('refused'), problem: SourceProblem })

export const SourceBranches = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    /** The default one first, the others by name. */
    branches: z.array(z.object({ name: z.string(), isDefault: z.boolean() })),
    /** There are more than are listed. */
    truncated: z.boolean(),
  }),
  refused,
])
export type SourceBranches = z.infer<typeof SourceBranches>

/** A stage as its pipeline's file has it. */
export const SourceStage = z.object({
  name: z.string(),
  /** Path of the agent's file in the repository. */
  agent: z.string().nullable(),
  /** What it asks for; `null` leaves the choice to the agent's program. */
  model: z.string().nullable(),
  dependsOn: z.array(z.string()),
  enabled: z.boolean(),
  /** Without one agent-pipeline ends the stage after 120 seconds. */
  timeoutSeconds: z.number().nullable(),
})
export type SourceStage = z.infer<typeof SourceStage>

/** Something that is wrong with a pipeline's file: an `error` keeps it from running, a `warning` does not. */
export const PipelineProblem = z.object({
  level: z.enum(['error', 'warning']),
  /** Names of the stages it is about; none when it is about the whole file. */
  stages: z.array(z.string()),
  message: z.string(),
  hint: z.string(),
})
export type PipelineProblem = z.infer<typeof PipelineProblem>

export const SourcePipeline = z.object({
  /** As a job's `pipeline` names it: the file's name without its ending. */
  name: z.string(),
  description: z.string().nullable(),
  /** From the root of the repository. */
  file: z.string(),
  stages: z.array(SourceStage),
  problems: z.array(PipelineProblem),
})
export type SourcePipeline = z.infer<typeof SourcePipeline>

export const SourcePipelines = z.discriminatedUnion('state', [
  z.object({ state: z.literal('found'), commit: z.string(), pipelines: z.array(SourcePipeline) }),
  refused,
])
export type SourcePipelines = z.infer<typeof SourcePipelines>
