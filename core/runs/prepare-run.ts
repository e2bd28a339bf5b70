import { randomBytes } from 'node:crypto'
import type { AuthMode, DockerJob, PipelineJob, Run } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { ContainerMount, ContainerSpec } from '../ports/engine.ts'
import type { RunnerPayload } from '../records/record.ts'
import { dockerContainer, limitsOf, pipelineContainer, type RunLimits } from './run-container.ts'
import type { RunDependencies } from './run-dependencies.ts'
import { CLAUDE_CREDENTIAL_NAMES, secretValuesOf } from './secret-env.ts'

/** Everything a run needs before its container can be created. */
export interface PreparedRun {
  spec: ContainerSpec
  payload: Buffer | null
  nonce: string | null
  /** Values to mask. */
  secrets: string[]
  limits: RunLimits
  image: Run['image']
}

/**
 * Checks and fetches what a run needs: the engine, the image (built or pulled when it is not there), logins, the
 * source. Throws an `OvenError` whose sentence says why the run cannot be; nothing has been launched by then.
 */
export async function prepareRun(
  deps: RunDependencies,
  run: Run,
  job: PipelineJob | DockerJob,
  options: { signal: AbortSignal; onProgress: (text: string) => void },
): Promise<PreparedRun> {
  const engine = deps.engine.state().status === 'up' ? deps.engine.state() : await deps.engine.probe()
  if (engine.status !== 'up') {
    throw new OvenError(
      'engine-down',
      engine.status === 'down' ? engine.reason : 'No container engine answers.',
      { kind: 'ENGINE_DOWN', hint: engine.status === 'down' ? engine.hint : null },
    )
  }
  if (job.network === 'allowlist') {
    throw new OvenError('network-unsupported', 'This oven cannot enforce a network allow-list yet.', {
      hint: 'Set "network" of the job to "open" or "none".',
    })
  }
  const config = deps.config.read()
  const limits = limitsOf(job, config, engine)
  const image = await deps.images.ensure(run.image.reference, options)
  options.signal.throwIfAborted()
  const request = {
    run,
    installId: deps.installId,
    imageId: image.id,
    limits,
    timezone: deps.timezone(),
  }
  const found = { reference: run.image.reference, id: image.id, digest: image.digest }
  if (job.type === 'docker') {
    const spec = dockerContainer(job, request, dockerMounts(job, deps.homeDir))
    return { spec, payload: null, nonce: null, secrets: secretValuesOf(job.env), limits, image: found }
  }
  const access = await credentialsOf(deps, run, job)
  const local = isLocal(job.source.repo) ? await deps.sources.inspectLocal(job.source.repo) : null
  const nonce = randomBytes(16).toString('hex')
  const payload: RunnerPayload = {
    v: 1,
    nonce,
    env: access.env,
    files: access.files.map(({ path, mode, bytes }) => ({ path, mode, base64: bytes.toString('base64') })),
  }
  return {
    spec: pipelineContainer(job, request, { repo: job.source.repo, local }),
    payload: Buffer.from(JSON.stringify(payload)),
    nonce,
    secrets: access.secrets,
    limits,
    image: found,
  }
}

/** What the run is given to log in with: exactly one credential for Claude. A rehearsal is given none. */
export async function credentialsOf(deps: RunDependencies, run: Run, job: PipelineJob) {
  const own = job.env ?? {}
  const env = { ...own }
  const mode = authModeOf(job, deps.config.read().auth.defaultMode)
  if (mode === 'container-login') {
    throw new OvenError('login-missing', 'Signing in inside containers is not possible with this oven yet.', {
      hint: 'Set "auth" of the job to "host-login" or "api-key".',
    })
  }
  if (mode !== 'api-key' || run.rehearsal) for (const name of CLAUDE_CREDENTIAL_NAMES) delete env[name]
  const secrets = secretValuesOf(own)
  if (run.rehearsal) return { env, files: [], secrets }
  if (mode === 'api-key' && !CLAUDE_CREDENTIAL_NAMES.some((name) => own[name])) {
    throw new OvenError('key-missing', 'The job uses an API key, but none stands in its "env".', {
      hint: 'Put ANTHROPIC_API_KEY into "env" of the job, or set "auth" to "host-login".',
    })
  }
  for (const name of CLAUDE_CREDENTIAL_NAMES.filter((candidate) => own[candidate]).slice(1)) delete env[name]
  const host = await deps.credentials.collect({ mode, githubHost: hostOf(job.source.repo) })
  return { env: { ...host.env, ...env }, files: host.files, secrets: [...secrets, ...host.secrets] }
}

function authModeOf(job: PipelineJob, byDefault: AuthMode): AuthMode {
  if (job.auth) return job.auth
  return CLAUDE_CREDENTIAL_NAMES.some((name) => job.env?.[name]) ? 'api-key' : byDefault
}

function isLocal(repo: string): boolean {
  return repo.startsWith('/') || repo.startsWith('~/')
}

function hostOf(repo: string): string | null {
  const match = /^(?:https?:\/\/(?:[^@/]*@)?|ssh:\/\/(?:[^@/]*@)?|[^@/:]+@)([^/:]+)/.exec(repo)
  return match?.[1] ?? (isLocal(repo) ? 'github.com' : null)
}

function dockerMounts(job: DockerJob, homeDir: string): ContainerMount[] {
  return (job.volumes ?? []).map((volume) => {
    const [source = '', target = '', mode] = volume.split(':')
    const readOnly = mode === 'ro'
    const path = source.startsWith('~/') ? `${homeDir}${source.slice(1)}` : source
    return path.startsWith('/')
      ? { kind: 'bind', source: path, target, readOnly }
      : { kind: 'volume', source: path, target, readOnly }
  })
}
