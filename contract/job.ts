import { z } from 'zod'
import { GithubTrigger } from './github-rule.ts'
import { TimeOfDay } from './notification.ts'
import { repoAddressFault } from './repo-address.ts'
import { Outcome, Verdict } from './run.ts'
import { Schedule, TimeZone } from './schedule.ts'
import { SecretName } from './secret.ts'

/** Names a job for good: it stands in addresses, folder names and container labels. */
export const JobId = z.string().regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$/, {
  error: 'must be 1 to 64 letters, digits and hyphens, beginning and ending with a letter or digit',
})

const EnvName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'must be named with letters, digits and underscores, not beginning with a digit',
})

/** Text that can be handed to a process: the kernel ends its strings at the NUL character. */
const ProcessText = z.string().refine((text) => !text.includes('\0'), {
  error: 'must not hold a NUL character',
})

/** At least 6 MiB, the least docker accepts; that is checked where sizes are worked out (core/jobs/memory.ts). */
const Memory = z.string().regex(/^\d+(\.\d+)?\s*([bkmgt]|[kmgt]b|[kmgt]ib)?$/i, {
  error: 'must be a size such as "512m" or "2g"',
})

/**
 * What git allows in the name of a branch (https://git-scm.com/docs/git-check-ref-format), less what a shell acts upon:
 * the name is handed on to programs that are not ours.
 */
export const BranchName = z
  .string()
  .min(1, { error: 'must be a branch name' })
  .max(255)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must be refused
    /^(?![-./]|@$)(?!.*(?:\.\.|\/\/|\/\.|@\{|\.lock(?:\/|$)))(?!.*[\x00-\x20~^:?*[\\\x7f$`;|&<>()'"])(?!.*[/.]$).+$/,
    {
      error:
        'must be a branch name as git allows it: no spaces, no leading "-", "." or "/", no "..", "~", "^", ":", "?", "*", "[" or "\\"; nor what a shell would act upon (quotes, "$", "&", ";", "|", "<", ">", "(", ")")',
    },
  )

/**
 * Where the code comes from: an https or ssh address, `git@host:owner/repo`, or an absolute (or `~/`) path on this
 * machine. Nothing that git would take for an option or a transport helper, and no login.
 */
export const RepoAddress = z.string().refine((address) => repoAddressFault(address) === null, {
  error: (issue) => repoAddressFault(String(issue.input)) ?? undefined,
})

export const JobSource = z.strictObject({
  repo: RepoAddress,
  branch: BranchName.default('main'),
  /** Name of the secret that holds the credential for this repository. */
  credentials: z.string().min(1).optional(),
})

export const Resources = z.strictObject({
  /** Seconds a run may take, from the container's start, before it is stopped. */
  timeout: z
    .number({ error: 'must be a number of seconds' })
    .int({ error: 'must be a whole number of seconds' })
    .min(1, { error: 'must be at least 1 second' })
    .max(604_800, { error: 'must be at most 604800 seconds (7 days)' })
    .optional(),
  memory: Memory.optional(),
  cpus: z
    .number({ error: 'must be a number of processors' })
    .min(0.01, { error: 'must be at least 0.01 processors' })
    .max(512, { error: 'must be at most 512 processors' })
    .optional(),
})

export const JobNotifications = z.strictObject({
  onFailure: z.boolean().optional(),
  onSuccess: z.boolean().optional(),
  onBlocked: z.boolean().optional(),
  onAuthExpiry: z.boolean().optional(),
  onMissed: z.boolean().optional(),
  onBudget: z.boolean().optional(),
  /** Only when a run ended otherwise than the one before. */
  onlyOnChange: z.boolean().optional(),
  /** Instead of the oven's; `none`: this job is told of at any hour. */
  quietHours: z
    .union(
      [z.literal('none'), z.strictObject({ from: TimeOfDay, to: TimeOfDay, timezone: TimeZone.optional() })],
      { error: 'must be "none", or have a "from" and a "to" such as "22:00"' },
    )
    .optional(),
  /** Names of the channels that are told, `native` for this machine; without it, all of them. */
  channels: z.array(z.string().min(1).max(40)).max(50).optional(),
  /** Kept for files of the terminal ancestor: a channel name or a webhook address. */
  slack: z.string().optional(),
})

export const Retry = z.strictObject({
  /** Runs in all, the first one included. */
  maxAttempts: z.number().int().min(1).max(10).default(1),
  /** Before the second attempt; twice as long before each further one. */
  backoffSeconds: z.number().min(0).max(86_400).default(60),
  /** Also retry when the container exited with another code than 0. */
  onFailure: z.boolean().default(false),
})

/** How a run has to have ended for the next job to begin: its outcome, or `finished` for every one. */
export const ChainEnd = z.enum([...Outcome.options, 'finished'])
export type ChainEnd = z.infer<typeof ChainEnd>

/** Begins a run of this job after each run of another one that ended so. */
export const After = z.strictObject({
  job: JobId,
  on: z.array(ChainEnd).min(1, { error: 'must name at least one way to end' }).max(20).default(['succeeded']),
  /** With it, only what was worth this is followed. */
  verdicts: z.array(Verdict).min(1, { error: 'must name at least one verdict' }).max(20).optional(),
})
export type After = z.infer<typeof After>

const amounts = {
  usd: z
    .number({ error: 'must be a number of dollars' })
    .positive({ error: 'must be more than 0 dollars' })
    .optional(),
  tokens: z
    .number({ error: 'must be a number of tokens' })
    .int({ error: 'must be a whole number of tokens' })
    .positive({ error: 'must be more than 0 tokens' })
    .optional(),
}

/** What may be spent in one calendar day. */
export const DayBudget = z.strictObject(amounts)
export type DayBudget = z.infer<typeof DayBudget>

/** What one run may spend, and all runs of the job in one day. Tokens of every kind count alike. */
export const Budget = z.strictObject({ ...amounts, perDay: DayBudget.optional() })
export type Budget = z.infer<typeof Budget>

export const AuthMode = z.enum(['host-login', 'container-login', 'api-key'])
export type AuthMode = z.infer<typeof AuthMode>

/**
 * A name that a run may reach: `name` itself, `.suffix` for every name below it, at port 443; with `:80` at port 80
 * instead. `default` stands for the list this one takes the place of.
 */
export const AllowedHost = z
  .string()
  .max(260)
  .regex(
    /^(?:default|(?!.*(?:^|\.)(?:\d+|0x[0-9a-f]*)(?::\d+)?$)\.?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*(?::(?:80|443))?)$/i,
    {
      error:
        'must be a host name such as "api.example.com", ".example.com" for all names below it, either with ":80" for plain http, or "default"; addresses are never allowed',
    },
  )

const shared = {
  id: JobId,
  name: z.string().trim().min(1, { error: 'must not be empty' }).max(200).optional(),
  env: z.record(EnvName, ProcessText).optional(),
  /** Names of secrets that its processes are handed as environment variables. */
  secrets: z.array(SecretName).max(100).optional(),
  schedule: Schedule,
  /** The job whose runs this one follows, beside its schedule. */
  after: After.optional(),
  /** What happens on GitHub that begins its runs. */
  github: GithubTrigger.optional(),
  notifications: JobNotifications.optional(),
  resources: Resources.optional(),
  network: z.enum(['open', 'allowlist', 'none']).optional(),
  /** With `network: allowlist`: the names to let through, in place of the oven's own list. */
  allow: z.array(AllowedHost).max(500).optional(),
  retry: Retry.optional(),
  overlap: z.enum(['skip', 'queue', 'allow']).optional(),
  catchUp: z.enum(['latest', 'skip', 'all']).optional(),
  /** Seconds after its due moment within which a missed slot may still be caught up. */
  catchUpWithin: z.number().int().min(1).max(31_536_000).optional(),
  budget: Budget.optional(),
  enabled: z.boolean().optional(),
}

/**
 * Image references as docker writes them: `name`, `registry:5000/owner/name:tag`, `name@sha256:…`. Only a registry and a
 * tag may hold capitals (https://pkg.go.dev/github.com/distribution/reference).
 */
export const ImageReference = z
  .string()
  .max(500)
  .regex(
    /^(?:(?:localhost|(?=[^/]*[.:A-Z])[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/,
    { error: 'must be an image name such as "alpine:3.22" or "agent-oven/base-tasks"' },
  )

/** A pipeline of agents, kept in a git repository, run by agent-pipeline inside a runner container. */
export const PipelineJobInput = z.strictObject({
  type: z.literal('agent-pipeline'),
  ...shared,
  source: JobSource,
  pipeline: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/, {
    error: 'must be the name of a pipeline: letters, digits, dots, hyphens and underscores',
  }),
  auth: AuthMode.optional(),
  image: ImageReference.optional(),
  /** Push the branches that the run created. When false, the commits are kept as a git bundle among the run's artifacts. */
  push: z.boolean().optional(),
})
export type PipelineJobInput = z.infer<typeof PipelineJobInput>

/** A host folder or a named volume, and where it is seen in the container. `..` is refused: it hides what is mounted. */
const Volume = z.string().regex(
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must be refused
  /^(?!.*[\x00-\x1f\x7f])(?!.*\/\.\.(?:\/|:|$))(?:\/[^:]*|~(?:\/[^:]*)?|[a-zA-Z0-9][a-zA-Z0-9_.-]*):\/[^:]*(?::(?:ro|rw))?$/,
  {
    error:
      'must be "host:container" with an optional ":ro" or ":rw", where host is an absolute path, a path under "~/" or the name of a volume, and container is an absolute path',
  },
)

/**
 * What a root user may be given back. Not among them: what reaches the host or its devices (SYS_ADMIN, SYS_PTRACE,
 * SYS_MODULE, NET_ADMIN, MKNOD, …).
 */
export const RELAXABLE_CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETUID',
  'SYS_CHROOT',
] as const

/** One item of the cage that a docker job does without (docs/jobs.md, "The cage"). */
export const Relaxation = z.enum(
  ['root-user', 'writable-root', ...RELAXABLE_CAPABILITIES.map((name) => `capability:${name}` as const)],
  {
    error: `must be "root-user", "writable-root" or "capability:" and one of ${RELAXABLE_CAPABILITIES.join(', ')}`,
  },
)
export type Relaxation = z.infer<typeof Relaxation>

const Relaxations = z
  .array(Relaxation)
  .refine((items) => items.includes('root-user') || !items.some((item) => item.startsWith('capability:')), {
    error: 'must also hold "root-user": capabilities have an effect for root alone',
  })

/** Any container: an image and a command. A command given as text is split into words as a shell splits them. */
export const DockerJobInput = z.strictObject({
  type: z.literal('docker'),
  ...shared,
  image: ImageReference,
  command: z
    .union([ProcessText, z.array(ProcessText)], { error: 'must be text, or a list of words' })
    .optional(),
  volumes: z.array(Volume).optional(),
  /** Items of the cage to do without, each by its name. */
  relax: Relaxations.optional(),
})
export type DockerJobInput = z.infer<typeof DockerJobInput>

/** A job as a user writes it. What is left out has a default (docs/jobs.md). */
export const JobInput = z.discriminatedUnion('type', [PipelineJobInput, DockerJobInput], {
  error: 'must be "agent-pipeline" or "docker"',
})
export type JobInput = z.infer<typeof JobInput>

/** A job as the oven keeps and shows it: named, enabled or not, its command a list of words. */
export const PipelineJob = PipelineJobInput.extend({ name: z.string(), enabled: z.boolean() })
export type PipelineJob = z.infer<typeof PipelineJob>
export const DockerJob = DockerJobInput.extend({
  name: z.string(),
  enabled: z.boolean(),
  command: z.array(z.string()),
})
export type DockerJob = z.infer<typeof DockerJob>
export const Job = z.discriminatedUnion('type', [PipelineJob, DockerJob])
export type Job = z.infer<typeof Job>
