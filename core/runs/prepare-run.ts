import { randomBytes } from 'node:crypto'
import type { AuthMode, DockerJob, PipelineJob, Run } from '../../contract/index.ts'
import { checkVolumes, refuseSecretPlace } from '../cage/check-volumes.ts'
import { isRoot } from '../cage/image-user.ts'
import type { RunEgress } from '../cage/run-egress.ts'
import { OvenError } from '../errors.ts'
import { findDefinition } from '../images/catalogue.ts'
import type { Config } from '../ports/config-store.ts'
import type { ContainerSpec } from '../ports/engine.ts'
import type { RunnerPayload } from '../records/record.ts'
import { withSecrets } from './hand-over.ts'
import { dockerContainer, limitsOf, pipelineContainer, type RunLimits } from './run-container.ts'
import type { RunDependencies } from './run-dependencies.ts'
import { CLAUDE_CREDENTIAL_NAMES, secretValuesOf } from './secret-env.ts'

/** Everything a run needs before its container can be created. */
export interface PreparedRun {
  spec: ContainerSpec
  payload: RunnerPayload | null
  /** What a docker job's container is handed over standard input; `null` when it has no secrets. */
  handed: Buffer | null
  /** A user that the image itself names, who must not be root. */
  namedUser: string | null
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
  const config = deps.config.read()
  const limits = limitsOf(job, config, engine)
  // First what may be refused at once: an image can take minutes.
  const named = job.secrets?.length ? await deps.vault.read(job.secrets) : {}
  const image = await deps.images.ensure(run.image.reference, options)
  options.signal.throwIfAborted()
  if (job.network === 'allowlist') {
    refuseRawSockets(job)
    await deps.cage.requireProof(options)
    options.signal.throwIfAborted()
  }
  const imageUser = image.user ?? null
  const request = {
    run,
    installId: deps.installId,
    imageId: image.id,
    imageUser,
    limits,
    timezone: deps.timezone(),
  }
  const found = { reference: run.image.reference, id: image.id, digest: image.digest }
  if (job.type === 'docker') {
    const rules = { ...secretRules(deps, config), allow: config.volumes.allow, engine }
    const mounts = await checkVolumes(job.volumes ?? [], rules)
    const scratch = findDefinition(run.image.reference)?.scratch ?? null
    const spec = dockerContainer(job, request, mounts, scratch)
    const namedUser = job.relax?.includes('root-user') || isRoot(imageUser) ? null : imageUser
    const secrets = [...secretValuesOf(job.env), ...Object.values(named)]
    const rest = { payload: null, namedUser, nonce: null, secrets, limits, image: found }
    if (Object.keys(named).length === 0) return { ...rest, spec, handed: null }
    const taking = withSecrets(spec, image, named)
    return { ...rest, spec: taking.spec, handed: taking.stdin }
  }
  const access = await credentialsOf(deps, run, { ...job, env: { ...job.env, ...named } })
  const local = isLocal(job.source.repo) ? await deps.sources.inspectLocal(job.source.repo) : null
  for (const path of local ? [local.path, local.localOrigin] : []) {
    if (path) await refuseSecretPlace(path, secretRules(deps, config))
  }
  const nonce = randomBytes(16).toString('hex')
  const payload: RunnerPayload = {
    v: 1,
    nonce,
    env: access.env,
    files: access.files.map(({ path, mode, bytes }) => ({ path, mode, base64: bytes.toString('base64') })),
  }
  return {
    spec: pipelineContainer(job, request, { repo: job.source.repo, local }),
    payload,
    handed: null,
    namedUser: null,
    nonce,
    secrets: [...access.secrets, ...Object.values(named)],
    limits,
    image: found,
  }
}

/** The run as it is on a network of its own: its processes are told of the proxy, whose token is masked. */
export function withEgress(prepared: PreparedRun, egress: RunEgress): PreparedRun {
  const { spec, payload, secrets } = prepared
  const network = { network: { name: egress.network }, dns: ['127.0.0.1'] }
  return {
    ...prepared,
    secrets: egress.proxy ? [...secrets, egress.proxy.token] : secrets,
    ...(payload
      ? { spec: { ...spec, ...network }, payload: { ...payload, env: { ...payload.env, ...egress.env } } }
      : { spec: { ...spec, ...network, env: { ...spec.env, ...egress.env } } }),
  }
}

/** Whoever may make packets by hand can address them to the host's side of the bridge. */
function refuseRawSockets(job: PipelineJob | DockerJob): void {
  if (job.type !== 'docker' || !job.relax?.includes('capability:NET_RAW')) return
  throw new OvenError(
    'relaxation-refused',
    '"capability:NET_RAW" would let the job get around its network allow-list.',
    { hint: 'Take it out of "relax", or set "network" to "open".' },
  )
}

function secretRules(deps: RunDependencies, config: Config) {
  const { claudeCredPath, ghCredPath } = config.auth
  const engine = deps.engine.state()
  const socket = engine.status === 'up' && /^unix:\/\/(\/.*)/.exec(engine.endpoint)?.[1]
  const more = [deps.ovenHome, claudeCredPath, ghCredPath, socket].filter((path) => !!path) as string[]
  const secret = more.map((path) => (path.startsWith('~/') ? `${deps.homeDir}${path.slice(1)}` : path))
  return { paths: deps.hostPaths, homeDir: deps.homeDir, platform: deps.platform, secret }
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
    throw new OvenError('key-missing', 'The job uses an API key, but names none in its "secrets".', {
      hint: 'Set it with `oven secrets set ANTHROPIC_API_KEY`, name it in "secrets" of the job, or set "auth" to "host-login".',
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
