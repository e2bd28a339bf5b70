import { z } from 'zod'
import { AllowedHost, AuthMode, DayBudget, TimeZone } from '../../contract/index.ts'

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
      /** The volume that holds the login of `container-login`. */
      claudeVolume: z
        .string()
        .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, { error: 'must be the name of a volume' })
        .default('agent-oven-claude'),
      /** Lines of a known_hosts file, for deploy keys of servers other than GitHub, GitLab and Bitbucket. */
      knownHosts: z
        .array(z.string().regex(/^[^\r\n]+$/, { error: 'must be one line of a known_hosts file' }))
        .default([]),
      /** GitHub Apps by the name that a job's "source.credentials" gives. */
      githubApps: z
        .record(
          z.string(),
          z.looseObject({
            appId: z.coerce.string().regex(/^[\w.-]+$/, { error: "must be an App's id" }),
            installationId: z.coerce
              .string()
              .regex(/^\d+$/, { error: 'must be the number of an installation' }),
            /** Name of the secret that holds the App's private key. */
            privateKey: z.string().min(1),
            apiUrl: z.url({ protocol: /^https?$/ }).optional(),
          }),
        )
        .default({}),
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
  network: z
    .looseObject({
      /** The names that jobs with `network: allowlist` may reach; `default` stands for the built-in list. */
      allow: z.array(AllowedHost).default(['default']),
      /** Private addresses out of which each such run is given a network of 16. */
      pool: z
        .string()
        .regex(/^\d{1,3}(?:\.\d{1,3}){3}\/(?:[89]|1\d|2[0-4])$/, {
          error: 'must be a range of addresses such as "10.231.128.0/17", /8 to /24',
        })
        .default('10.231.128.0/17'),
    })
    .prefault({}),
  volumes: z
    .looseObject({
      /** Folders of this machine that docker jobs may mount from; by default the home folder. */
      allow: z
        .array(z.string().regex(/^(?:\/|~(?:\/|$))/, { error: 'must be an absolute path' }))
        .default(['~']),
    })
    .prefault({}),
  limits: z
    .looseObject({
      /** Runs at work at one time, over all jobs; without it, as many as are due. */
      maxConcurrentRuns: z.number().int().min(1).optional(),
    })
    .prefault({}),
  /** What all jobs together may spend. */
  budget: z.looseObject({ perDay: DayBudget.optional() }).prefault({}),
  retention: z
    .looseObject({
      /** Logs and artifacts of runs that ended longer ago go. */
      days: z.number().positive().default(90),
      /** The oldest logs and artifacts go until no more than this is left. */
      maxBytes: z
        .number()
        .int()
        .positive()
        .default(5 * 1024 ** 3),
      /** Logs and artifacts of so many of a job's newest runs stay; without it, all do. */
      maxRunsPerJob: z.number().int().min(1).optional(),
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
