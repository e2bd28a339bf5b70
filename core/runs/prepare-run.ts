import { randomBytes } from 'node:crypto'
import type { DockerJob, PipelineJob, Run } from '../../contract/index.ts'
import { checkVolumes, refuseSecretPlace } from '../cage/check-volumes.ts'
import { isRoot } from '../cage/image-user.ts'
import type { RunEgress } from '../cage/run-egress.ts'
import { LOGIN_LABEL } from '../credentials/container-login.ts'
import { OvenError } from '../errors.ts'
import { findDefinition } from '../images/catalogue.ts'
import type { Config } from '../ports/config-store.ts'
import type { RunCredentials } from '../ports/credentials.ts'
import type { ContainerSpec } from '../ports/engine.ts'
import type { RunnerPayload } from '../records/record.ts'
import { withSecrets } from './container/hand-over.ts'
import { type HandedPayload, payloadGone, withPayload } from './container/hand-over-payload.ts'
import { dockerContainer, limitsOf, pipelineContainer, type RunLimits } from './container/run-container.ts'
import { secretValuesOf } from './container/secret-env.ts'
import type { RunDependencies } from './run-dependencies.ts'

/** Everything a run needs before its container can be created. */
export interface PreparedRun {
  spec: ContainerSpec
  payload: RunnerPayload | null
  /** Set when the run's git login ends before a long run does. */
  renewal: RunCredentials['renewal']
  /** What a docker job's container is handed over standard input; `null` when it has no secrets. */
  handed: Buffer | null
  /** What the run was called with from outside, to be laid into its container as a file. */
  data?: HandedPayload
  /** A user that the image itself names, who must not be root. */
  namedUser: string | null
  nonce: string | null
  /** Values to mask. */
  secrets: string[]
  /** Those of them that the next host could not find out again. */
  passing: string[]
  limits: RunLimits
  image: Run['image']
}

/** With the data the run was called with, where there is any. Throws what `prepareFor` throws, and `payload-gone`. */
export async function prepareRun(...request: Parameters<typeof prepareFor>): Promise<PreparedRun> {
  const [deps, run] = request
  const payload = deps.payloads?.ofRun(run.id) ?? null
  // Its absence is told at once: an image can take minutes.
  if (payload?.body === null) throw payloadGone()
  const prepared = await prepareFor(...request)
  if (payload === null) return prepared
  const place = { installId: deps.installId, runId: run.id }
  const { spec, handed } = withPayload(prepared.spec, payload.body, place)
  return { ...prepared, spec, data: handed }
}

/**
 * Checks and fetches what a run needs: the engine, the image (built or pulled when it is not there), logins, the
 * source. Throws an `OvenError` whose sentence says why the run cannot be; nothing has been launched by then.
 */
async function prepareFor(
  deps: RunDependencies,
  run: Run,
  job: PipelineJob | DockerJob,
  options: {
    signal: AbortSignal
    onProgress: (text: string) => void
    /** Told in a sentence of what may end the run early. */
    onRisk?: (text: string) => void
  },
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
  if (!run.rehearsal) {
    await deps.readiness.require(job, { timeoutSeconds: limits.timeoutSeconds, onRisk: options.onRisk })
    options.signal.throwIfAborted()
  }
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
    const rest = {
      payload: null,
      renewal: null,
      namedUser,
      nonce: null,
      secrets,
      passing: [],
      limits,
      image: found,
    }
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
  const spec = pipelineContainer(job, request, { repo: job.source.repo, local })
  return {
    spec: withAccess(spec, access),
    payload,
    renewal: access.renewal ?? null,
    handed: null,
    namedUser: null,
    nonce,
    secrets: [...access.secrets, ...Object.values(named)],
    passing: access.passing ?? [],
    limits,
    image: found,
  }
}

/** With `container-login` the login's volume is seen in the container; the label tells which containers use it. */
function withAccess(spec: ContainerSpec, { mounts = [], plainEnv = {} }: RunCredentials): ContainerSpec {
  const labels = Object.fromEntries(mounts.map(({ source }) => [LOGIN_LABEL, source]))
  return {
    ...spec,
    env: { ...spec.env, ...plainEnv },
    labels: { ...spec.labels, ...labels },
    mounts: [...spec.mounts, ...mounts],
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
async function credentialsOf(deps: RunDependencies, run: Run, job: PipelineJob) {
  return await deps.credentials.collect(job, { rehearsal: run.rehearsal })
}

function isLocal(repo: string): boolean {
  return repo.startsWith('/') || repo.startsWith('~/')
}
