import { z } from 'zod'
import { AuthMode, TimeZone } from '../../contract/index.ts'

/** `config.json`. Unknown keys are kept and ignored, so that files of the terminal ancestor load. */
export const Config = z.looseObject({
  /** The oven's own zone; without one, the machine's. */
  timezone: TimeZone.optional(),
  auth: z
    .looseObject({
      defaultMode: AuthMode.default('host-login'),
      /** Where Claude Code keeps its files on this machine; by default `~/.claude`. */
      claudeCredPath: z.string().optional(),
      ghCredPath: z.string().optional(),
    })
    .prefault({}),
  docker: z
    .looseObject({
      defaultCpus: z.number().positive().optional(),
      defaultMemory: z.string().optional(),
    })
    .prefault({}),
  pipeline: z
    .looseObject({
      image: z.string().default('agent-oven/pipeline-runner'),
      rehearsalImage: z.string().default('agent-oven/rehearsal'),
    })
    .prefault({}),
  notifications: z
    .looseObject({ onFailure: z.boolean().default(true), onSuccess: z.boolean().default(false) })
    .prefault({}),
})
export type Config = z.infer<typeof Config>

export interface ConfigStore {
  read(): Config
  /** Merges top-level keys and writes the file atomically. */
  write(changes: Record<string, unknown>): Config
}
