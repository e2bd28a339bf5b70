import { z } from 'zod'
import { FieldError } from './errors.ts'
import { GithubSettings } from './github-settings.ts'
import { AllowedHost, AuthMode, DayBudget } from './job.ts'
import { Channel, ChannelName, TimeOfDay } from './notification.ts'
import { TimeZone } from './schedule.ts'

const Size = z.string().regex(/^\d+(\.\d+)?\s*([bkmgt]|[kmgt]b|[kmgt]ib)?$/i, {
  error: 'must be a size such as "512m" or "2g"',
})

const Processors = z.number({ error: 'must be a number of processors' }).min(0.01).max(512)

const TimeoutSeconds = z
  .number({ error: 'must be a number of seconds' })
  .int({ error: 'must be a whole number of seconds' })
  .min(1)
  .max(604_800, { error: 'must be at most 604800 seconds (7 days)' })

/**
 * `config.json`. Unknown keys are kept and ignored, so that files of the terminal ancestor load. Every leaf has its title and
 * explanation in core/config/catalogue/.
 */
export const Settings = z.looseObject({
  /** The oven's own zone; without one, the machine's. */
  timezone: TimeZone.optional(),
  /** What holds for jobs that do not say it themselves. */
  schedules: z
    .looseObject({
      catchUp: z.enum(['latest', 'skip', 'all']).default('latest'),
      catchUpWithin: z.number().int().min(1).max(31_536_000).optional(),
    })
    .prefault({}),
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
            apiUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
          }),
        )
        .default({}),
    })
    .prefault({}),
  docker: z
    .looseObject({
      defaultCpus: z.number({ error: 'must be a number of processors' }).positive().optional(),
      defaultMemory: Size.optional(),
      defaultTimeout: TimeoutSeconds.optional(),
    })
    .prefault({}),
  pipeline: z
    .looseObject({
      image: z.string().min(1).default('agent-oven/pipeline-runner'),
      rehearsalImage: z.string().min(1).default('agent-oven/rehearsal'),
      defaultCpus: Processors.optional(),
      defaultMemory: Size.optional(),
      defaultTimeout: TimeoutSeconds.optional(),
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
  /** What a job that says nothing tells of. What is left out here goes by `onFailure`. */
  notifications: z
    .looseObject({
      onFailure: z.boolean().default(true),
      onSuccess: z.boolean().default(false),
      onBlocked: z.boolean().optional(),
      onAuthExpiry: z.boolean().optional(),
      onMissed: z.boolean().optional(),
      onBudget: z.boolean().optional(),
      /** Of runs, only when one ended otherwise than its job's run before. */
      onlyOnChange: z.boolean().default(false),
      /** Shows messages on this machine itself. */
      native: z.boolean().default(true),
      /** What comes up between the two is held back until they end, and then told in one. */
      quietHours: z
        .looseObject({
          from: TimeOfDay.optional(),
          to: TimeOfDay.optional(),
          timezone: TimeZone.optional(),
        })
        .prefault({}),
      /** When, each day, what happened since the last time is told. Without it, never. */
      digest: TimeOfDay.optional(),
      /** Where messages go, by name. */
      channels: z.record(ChannelName, Channel).default({}),
      /** Names and addresses, as channels give them, that may lie in a private network or on this machine. */
      allowPrivate: z
        .array(
          z.string().regex(/^[\w.:-]+$/, { error: 'must be the name or address of a host, without a port' }),
        )
        .default([]),
    })
    .prefault({}),
  /** Where calls from outside come in. */
  server: z
    .looseObject({
      enabled: z.boolean().default(false),
      port: z
        .number()
        .int()
        .min(1, { error: 'must be a port, 1 to 65535' })
        .max(65_535, { error: 'must be a port, 1 to 65535' })
        .default(3847),
      /** An address of this machine. */
      host: z
        .string()
        .regex(/^[\w.:-]+$/, { error: 'must be an address of this machine, such as "127.0.0.1"' })
        .default('127.0.0.1'),
      /** By which it is called too, where a tunnel or a proxy passes calls on. */
      names: z
        .array(z.string().regex(/^[a-z0-9.-]+$/i, { error: 'must be the name of a host, without a port' }))
        .default([]),
      /** Proxies that are believed when they say who called. */
      proxies: z
        .array(
          z.string().regex(/^[\da-f.:]+(\/\d{1,3})?$/i, {
            error: 'must be an address or a range such as "10.0.0.0/8"',
          }),
        )
        .default([]),
      /** Calls a minute from one address, and with one token. */
      perAddress: z.number().int().min(1).max(1_000_000).default(600),
      perToken: z.number().int().min(1).max(1_000_000).default(300),
    })
    .prefault({}),
  /** What happens on GitHub. */
  github: GithubSettings.prefault({}),
  /** How the Mac app behaves. */
  desktop: z
    .looseObject({
      showRunCount: z.boolean().default(false),
      keepAwake: z.enum(['never', 'on-power', 'always']).default('never'),
      /** Looks for a newer version once a day. Nothing is installed unasked. */
      checkForUpdates: z.boolean().default(true),
      /** Starts Colima when the engine is down while runs wait for it or are due soon. */
      startEngine: z.boolean().default(false),
    })
    .prefault({}),
})
export type Settings = z.infer<typeof Settings>

export const SettingGroup = z.enum([
  'general',
  'schedules',
  'runs',
  'budget',
  'network',
  'volumes',
  'logins',
  'images',
  'notifications',
  'server',
  'github',
  'retention',
  'desktop',
])
export type SettingGroup = z.infer<typeof SettingGroup>

/** How a value is written: `list` holds texts, `apps` the GitHub Apps by name, `channels` where messages go. */
export const SettingKind = z.enum([
  'boolean',
  'number',
  'integer',
  'bytes',
  'seconds',
  'text',
  'timezone',
  'choice',
  'list',
  'apps',
  'channels',
])
export type SettingKind = z.infer<typeof SettingKind>

/** One setting: what it is about, and how it stands. */
export const SettingField = z.object({
  /** Where it stands in `config.json`, in dots: `retention.days`. */
  key: z.string(),
  group: SettingGroup,
  title: z.string(),
  explanation: z.string(),
  kind: SettingKind,
  /** What its number counts: `days`, `processors`, …; `null` where there is nothing to say. */
  unit: z.string().nullable(),
  choices: z.array(z.object({ value: z.string(), title: z.string() })),
  /** What holds now; `null` when nothing is set and there is no default. */
  value: z.unknown(),
  default: z.unknown(),
  /** What holds without a value, in words, where `default` is `null`. */
  fallback: z.string().nullable(),
  isDefault: z.boolean(),
  /** `at-once`, or for runs that begin from now on. Nothing needs a restart. */
  takesEffect: z.enum(['at-once', 'next-run']),
  /** Has no meaning without the Mac app. */
  desktopOnly: z.boolean(),
  /** Why the value in the file is not used, as a whole sentence. */
  problem: z.string().nullable(),
})
export type SettingField = z.infer<typeof SettingField>

export const SettingsView = z.object({
  /** The file they are kept in. */
  path: z.string(),
  settings: Settings,
  fields: z.array(SettingField),
  /** Values in the file that cannot be used; their defaults hold. */
  problems: z.array(FieldError),
  /** Keys in the file that this version does not know. They are kept. */
  unknownKeys: z.array(z.string()),
})
export type SettingsView = z.infer<typeof SettingsView>
