import { z } from 'zod'

/** One way to mend a failed check: a sentence, and a command to copy when there is one. */
export const Fix = z.object({ description: z.string(), command: z.string().nullable() })
export type Fix = z.infer<typeof Fix>

/** What a check saw. `passed: null` means it could not be found out. It never claims more than it knows. */
export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  passed: z.boolean().nullable(),
  description: z.string(),
  fixes: z.array(Fix),
  checkedAt: z.string(),
  /** With what code a run would be refused. */
  code: z.string().nullish(),
  /** Until when what passed is known to pass. */
  expiresAt: z.string().nullish(),
})
export type CheckResult = z.infer<typeof CheckResult>

/** Whether a container engine answers, which one, or why not. */
export const EngineState = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('up'),
    endpoint: z.string(),
    /** Where the endpoint was found: `DOCKER_HOST`, `context colima`, `/var/run/docker.sock`, … */
    foundBy: z.string(),
    version: z.string(),
    apiVersion: z.string(),
    os: z.string(),
    arch: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
  }),
  z.object({ status: z.literal('down'), reason: z.string(), hint: z.string().nullable() }),
  z.object({ status: z.literal('unknown') }),
])
export type EngineState = z.infer<typeof EngineState>

/** A login the oven would hand to runs, as far as looking tells. */
export const LoginState = z.object({
  id: z.enum(['claude', 'github']),
  /** `present` was seen, not proven; `worked` was used with success by a run. */
  status: z.enum(['present', 'worked', 'expired', 'missing', 'unknown']),
  description: z.string(),
  /** When what runs are handed of it ends. */
  expiresAt: z.string().nullable(),
  /** When the login itself ends, where that is known; until then its program renews the rest. */
  endsAt: z.string().nullish(),
  fixes: z.array(Fix),
})
export type LoginState = z.infer<typeof LoginState>

/** All schedules stand still; `until` is `null` while nobody has said when they go on. */
export const Pause = z.object({ since: z.string(), until: z.string().nullable() })
export type Pause = z.infer<typeof Pause>

export const Status = z.object({
  version: z.string(),
  hostKind: z.enum(['desktop', 'headless', 'command']),
  pid: z.number(),
  home: z.string(),
  startedAt: z.string(),
  now: z.string(),
  timezone: z.string(),
  engine: EngineState,
  /** `null` while schedules fire. */
  pause: Pause.nullable(),
  logins: z.array(LoginState),
  counts: z.object({
    jobs: z.number(),
    enabledJobs: z.number(),
    activeRuns: z.number(),
    runsToday: z.number(),
    failedToday: z.number(),
  }),
  /** Things the user should be told: a broken file kept aside, a refused setting. */
  warnings: z.array(z.string()),
})
export type Status = z.infer<typeof Status>

/** An image of the oven's own, and whether it is there. */
export const OvenImage = z.object({
  name: z.string(),
  purpose: z.string(),
  present: z.boolean(),
  upToDate: z.boolean().nullable(),
  id: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  builtAt: z.string().nullable(),
})
export type OvenImage = z.infer<typeof OvenImage>

/** A line of a build's or pull's progress; the last one has `done`. */
export const ImageProgress = z.object({
  image: z.string(),
  text: z.string(),
  /** 0 to 1 where it can be known. */
  fraction: z.number().nullable(),
  done: z.boolean(),
})
export type ImageProgress = z.infer<typeof ImageProgress>

/** Something changed. A client that was away takes a new snapshot. */
export const Change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), seq: z.number() }),
  z.object({
    type: z.literal('run'),
    seq: z.number(),
    runId: z.string(),
    jobId: z.string(),
    state: z.string(),
  }),
  z.object({ type: z.literal('job'), seq: z.number(), jobId: z.string() }),
  z.object({ type: z.literal('slot'), seq: z.number(), jobId: z.string() }),
  z.object({ type: z.literal('engine'), seq: z.number() }),
  z.object({ type: z.literal('login'), seq: z.number() }),
  z.object({ type: z.literal('readiness'), seq: z.number(), jobId: z.string() }),
  z.object({ type: z.literal('secret'), seq: z.number() }),
  /** A token was made, replaced or revoked, a call came in, or where they come in changed. */
  z.object({ type: z.literal('call'), seq: z.number(), jobId: z.string().nullable() }),
  /** `config.json` was changed, by this oven or by hand. */
  z.object({ type: z.literal('settings'), seq: z.number() }),
  /** Schedules were paused or resumed, or a pause ended. */
  z.object({ type: z.literal('pause'), seq: z.number() }),
  /** Something was seen. What needs somebody changes with the other changes too. */
  z.object({ type: z.literal('attention'), seq: z.number() }),
  /** A message to a channel was written down, sent or given up, or the channel itself changed. */
  z.object({ type: z.literal('message'), seq: z.number(), channel: z.string() }),
  z.object({ type: z.literal('image'), seq: z.number(), image: z.string() }),
  z.object({ type: z.literal('warning'), seq: z.number(), message: z.string() }),
])
export type Change = z.infer<typeof Change>
