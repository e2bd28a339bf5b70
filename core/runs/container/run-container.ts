import type { DockerJob, Job, PipelineJob, Run } from '../../../contract/index.ts'
import { isRoot, PLAIN_USER } from '../../cage/image-user.ts'
import { OvenError } from '../../errors.ts'
import { parseMemoryBytes } from '../../jobs/memory.ts'
import type { Config } from '../../ports/config-store.ts'
import type { ContainerMount, ContainerSpec } from '../../ports/engine.ts'

/** Where the runner image keeps its user's home and the cloned repository. */
const RUNNER_HOME = '/home/oven'
const RUNNER_WORKSPACE = '/workspace'

/**
 * Where a docker job's processes keep what programs keep at home. No image has it: runc gives a tmpfs over a folder
 * that is there the mode of that folder, and with it often no way in for the job's user.
 */
const JOB_HOME = '/home/oven-job'

const SMALL_TMPFS = 'rw,exec,nosuid,nodev,size=64m,mode=1777'

const GIB = 1024 ** 3

/** Limits of a run: what the job says, else the settings, else what real builds were found to need. */
export interface RunLimits {
  timeoutSeconds: number
  memoryBytes: number
  cpus: number
}

/** `engine` is what the engine has: defaults never ask for more than that. */
export function limitsOf(job: Job, config: Config, engine: { cpus: number; memoryBytes: number }): RunLimits {
  const resources = job.resources ?? {}
  const defaults =
    job.type === 'agent-pipeline'
      ? {
          timeoutSeconds: config.pipeline.defaultTimeout ?? 1800,
          memory: config.pipeline.defaultMemory ?? '4g',
          cpus: config.pipeline.defaultCpus ?? 2,
        }
      : {
          timeoutSeconds: config.docker.defaultTimeout ?? 3600,
          memory: config.docker.defaultMemory ?? '1g',
          cpus: config.docker.defaultCpus ?? 1,
        }
  return {
    timeoutSeconds: resources.timeout ?? defaults.timeoutSeconds,
    memoryBytes: resources.memory
      ? bytesOf(resources.memory)
      : Math.min(bytesOf(defaults.memory), Math.max(engine.memoryBytes, GIB / 2)),
    cpus: resources.cpus ?? Math.min(defaults.cpus, engine.cpus),
  }
}

export function labelsOf(installId: string, run: { id: string; jobId: string }): Record<string, string> {
  return { 'agent-oven.install': installId, 'agent-oven.job': run.jobId, 'agent-oven.run': run.id }
}

/** The network of a run with an allow-list. */
export function networkOf(installId: string, runId: string): string {
  return `oven-${installId}-${runId}`
}

export function volumeOf(installId: string, runId: string): string {
  return `oven-${installId}-${runId}`
}

/** What a container needs beyond its job: the image found, the limits, and the run it is for. */
export interface ContainerRequest {
  run: Run
  installId: string
  imageId: string
  /** The image's own user; `null` is root. */
  imageUser: string | null
  limits: RunLimits
  timezone: string
}

/** The cage of a pipeline run (docs/architecture.md, "The cage"): nothing of the host but its repository, read-only. */
export function pipelineContainer(
  job: PipelineJob,
  request: ContainerRequest,
  source: { repo: string; local: { path: string; localOrigin: string | null } | null },
): ContainerSpec {
  const mounts: ContainerMount[] = [
    {
      kind: 'volume',
      source: volumeOf(request.installId, request.run.id),
      target: RUNNER_WORKSPACE,
      readOnly: false,
    },
  ]
  if (source.local) {
    mounts.push({ kind: 'bind', source: source.local.path, target: source.local.path, readOnly: true })
    const origin = source.local.localOrigin
    if (origin) mounts.push({ kind: 'bind', source: origin, target: origin, readOnly: false })
  }
  return {
    ...common(job, request),
    user: PLAIN_USER,
    command: [source.local?.path ?? source.repo, job.source.branch, job.pipeline],
    env: { TZ: request.timezone, OVEN_PUSH: pushOf(job, request.run.rehearsal) },
    stdin: true,
    mounts,
    tmpfs: {
      [RUNNER_HOME]: 'rw,exec,nosuid,nodev,size=2g,uid=1000,gid=1000,mode=0700',
      '/tmp': 'rw,exec,nosuid,nodev,size=1g,mode=1777',
    },
    readOnlyRoot: true,
    dropCapabilities: true,
  }
}

/**
 * The cage of a docker job: the user's own image and command in what a pipeline is held by, less what the job relaxes
 * by name. `mounts` are checked by the caller; `scratch` is a folder that the image keeps for the job's own files.
 */
export function dockerContainer(
  job: DockerJob,
  request: ContainerRequest,
  mounts: ContainerMount[],
  scratch: string | null,
): ContainerSpec {
  const relax = job.relax ?? []
  const taken = new Set(mounts.map((mount) => mount.target.replace(/(?<=.)\/+$/, '')))
  const readOnlyRoot = !relax.includes('writable-root')
  const isPlainUser = !relax.includes('root-user') && isRoot(request.imageUser)
  const ownHome = (readOnlyRoot || isPlainUser) && job.env?.HOME === undefined
  const tmpfs = {
    ...(readOnlyRoot ? { '/var/tmp': SMALL_TMPFS, '/run': SMALL_TMPFS } : {}),
    ...(ownHome ? { [JOB_HOME]: 'rw,exec,nosuid,nodev,size=1g,mode=1777' } : {}),
    '/tmp': 'rw,exec,nosuid,nodev,size=1g,mode=1777',
  }
  const own: ContainerMount[] =
    scratch === null || taken.has(scratch)
      ? []
      : [
          {
            kind: 'volume',
            source: volumeOf(request.installId, request.run.id),
            target: scratch,
            readOnly: false,
          },
        ]
  return {
    ...common(job, request),
    command: job.command.length === 0 ? null : job.command,
    env: { TZ: request.timezone, ...(ownHome ? { HOME: JOB_HOME } : {}), ...job.env },
    stdin: false,
    ...(isPlainUser ? { user: PLAIN_USER } : {}),
    mounts: [...mounts, ...own],
    tmpfs: Object.fromEntries(Object.entries(tmpfs).filter(([path]) => !taken.has(path))),
    readOnlyRoot,
    dropCapabilities: true,
    addCapabilities: relax.flatMap((item) => item.match(/^capability:(.+)$/)?.[1] ?? []),
  }
}

function bytesOf(memory: string): number {
  const bytes = parseMemoryBytes(memory)
  if (bytes !== null) return bytes
  throw new OvenError('memory-invalid', `"${memory}" is not a memory size.`, {
    hint: 'Write it as "512m" or "2g", in the job or under "docker.defaultMemory" in the settings.',
  })
}

function common(job: Job, request: ContainerRequest) {
  const { run, installId, limits } = request
  return {
    name: `oven-${run.jobId.slice(0, 40)}-${run.number}-${installId}`,
    image: request.imageId,
    labels: labelsOf(installId, run),
    init: true,
    noNewPrivileges: true,
    pidsLimit: 512,
    memoryBytes: limits.memoryBytes,
    cpus: limits.cpus,
    network: job.network === 'none' ? ('none' as const) : ('bridge' as const),
  }
}

function pushOf(job: PipelineJob, rehearsal: boolean): 'branches' | 'local' | 'none' {
  if (job.push === false) return 'none'
  return rehearsal ? 'local' : 'branches'
}
