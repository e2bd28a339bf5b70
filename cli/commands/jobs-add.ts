import { resolve } from 'node:path'
import { defineCommand, type OptionSpecs, type OptionValues } from '../command.ts'
import { wrongUse } from '../failure.ts'
import { printJob } from '../print/job-lines.ts'
import { readJson, readNumber } from '../read-values.ts'

const options = {
  file: {
    summary: 'a job as JSON, or - for standard input; other options then change fields of it',
    value: 'file',
  },
  id: { summary: 'its id: letters, digits, hyphens', value: 'id' },
  name: { summary: 'its name among people', value: 'name' },
  image: { summary: 'docker job: the image', value: 'image' },
  command: { summary: 'docker job: the command, split as a shell splits words', value: 'command' },
  volume: { summary: 'docker job: host path:container path[:ro]', value: 'volume', multiple: true },
  repo: { summary: 'pipeline job: address or path of the repository', value: 'address' },
  branch: { summary: 'pipeline job: its branch (main)', value: 'branch' },
  pipeline: { summary: 'pipeline job: the name of the pipeline', value: 'name' },
  auth: {
    summary: 'pipeline job: whose login',
    value: 'mode',
    choices: ['host-login', 'container-login', 'api-key'],
  },
  'no-push': { summary: 'pipeline job: do not push the branches that a run makes' },
  cron: { summary: 'due whenever this matches', value: 'expression' },
  at: { summary: 'due once, at this date and time', value: 'datetime' },
  timezone: { summary: 'IANA time zone of --cron or --at', value: 'zone' },
  env: {
    summary: 'NAME=value, or NAME to take the value from this environment',
    value: 'NAME',
    multiple: true,
  },
  secret: { summary: 'name of a secret that its processes are handed', value: 'NAME', multiple: true },
  timeout: { summary: 'seconds a run may take', value: 'seconds' },
  memory: { summary: 'memory a run may use, such as 2g', value: 'size' },
  cpus: { summary: 'processors a run may use', value: 'number' },
  disabled: { summary: 'add it without letting it fire' },
} as const satisfies OptionSpecs

export const add = defineCommand({
  summary: 'Adds a job, from a file or from options.',
  notes: 'Without --cron and --at the job runs only when it is told to.',
  options,
  need: 'files',
  examples: [
    ['oven jobs add --file job.json', 'a job from a file'],
    [
      "oven jobs add --id tidy --image alpine:3.22 --command 'ls -l /' --cron '0 4 * * *'",
      'a container every night',
    ],
    [
      "oven jobs add --id nightly-review --repo git@github.com:acme/shop --pipeline review --cron '0 2 * * 1-5'",
      'a pipeline on weekdays at two',
    ],
    ['oven jobs add --file - < job.json', 'from standard input'],
  ],
  async run({ options: given, env, connect }) {
    const base = given.file === undefined ? {} : await readJson(given.file)
    if (typeof base !== 'object' || base === null || Array.isArray(base)) {
      throw wrongUse(
        'The file must hold one job: an object.',
        '`oven jobs import` takes files of several jobs.',
      )
    }
    const job = composeJob(base as Record<string, unknown>, given, env)
    if (Object.keys(job).length === 0)
      throw wrongUse('There is no job to add.', '`oven jobs add --help` shows how.')
    const { client } = await connect()
    const data = await client.jobs.add({ job })
    return { data, print: (screen) => printJob(screen, data) }
  },
})

/** Lays the options over the job of the file. What a job must be is the oven's business, not ours. */
function composeJob(
  base: Record<string, unknown>,
  given: OptionValues<typeof options>,
  env: NodeJS.ProcessEnv,
): Record<string, unknown> {
  const fromFile = given.file !== undefined
  const isPipeline = given.repo !== undefined || given.pipeline !== undefined
  const used = Object.values(given).some((value) => value !== undefined)
  const schedule = scheduleOf(given)
  return compact({
    ...(used &&
      !fromFile && { type: isPipeline ? 'agent-pipeline' : 'docker', schedule: { type: 'manual' } }),
    ...base,
    id: given.id ?? base.id,
    name: given.name ?? base.name,
    image: given.image ?? base.image,
    command: given.command ?? base.command,
    volumes: given.volume ?? base.volumes,
    source:
      given.repo !== undefined || given.branch !== undefined
        ? compact({ ...objectOf(base.source), repo: given.repo && onHost(given.repo), branch: given.branch })
        : base.source,
    pipeline: given.pipeline ?? base.pipeline,
    auth: given.auth ?? base.auth,
    push: given['no-push'] ? false : base.push,
    ...(schedule && { schedule }),
    env: given.env ? { ...objectOf(base.env), ...readEnv(given.env, env) } : base.env,
    secrets: given.secret ?? base.secrets,
    resources: resourcesOf(given) ? { ...objectOf(base.resources), ...resourcesOf(given) } : base.resources,
    enabled: given.disabled ? false : base.enabled,
  })
}

function scheduleOf(given: OptionValues<typeof options>): Record<string, unknown> | null {
  if (given.cron !== undefined && given.at !== undefined) throw wrongUse('Give --cron or --at, not both.')
  if (given.cron !== undefined) return compact({ type: 'cron', cron: given.cron, timezone: given.timezone })
  if (given.at !== undefined) return compact({ type: 'once', datetime: given.at, timezone: given.timezone })
  return null
}

function resourcesOf(given: OptionValues<typeof options>): Record<string, unknown> | null {
  const cpus = given.cpus === undefined ? undefined : Number(given.cpus)
  const resources = compact({ timeout: readNumber('--timeout', given.timeout), memory: given.memory, cpus })
  return Object.keys(resources).length > 0 ? resources : null
}

function readEnv(pairs: readonly string[], env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)]
      const value = env[pair]
      if (value === undefined) throw wrongUse(`--env ${pair}: there is no such variable in this environment.`)
      return [pair, value]
    }),
  )
}

function compact(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** `.` and `./shop` mean a folder here; the host has its own working folder. */
function onHost(repo: string): string {
  return /^\.{1,2}(\/|$)/.test(repo) ? resolve(repo) : repo
}
