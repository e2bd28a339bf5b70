import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { inspect } from 'node:util'
import type Docker from 'dockerode'
import type { EngineState } from '../../contract/index.ts'
import type { Candidate } from './discovery.ts'
import type { Endpoint } from './endpoint.ts'
import { connectOptions, readBody, requestEngine } from './engine-request.ts'
import { engineDown, isConnectionError } from './refusal.ts'
import { afterAwake } from './waking-timer.ts'

/** One engine, found and asked. */
export interface Connection {
  endpoint: Endpoint
  docker: Docker
  state: Extract<EngineState, { status: 'up' }>
  /** `/v1.41`: goes before every path of a request made by hand. */
  pathPrefix: string
  /** The engine's clock minus ours. */
  clockOffsetMs: number
  close(): void
}

/** The newest version of the API this was written for; older engines are spoken to in theirs. */
const newestApi = '1.47'

/**
 * Asks whether an engine answers at an endpoint; answers the version of its API.
 * Throws `engine-down` with the reason, after `deadlineMs` of being awake at the latest.
 */
export async function pingEngine(
  endpoint: Endpoint,
  deadlineMs: number,
  agent?: HttpAgent,
): Promise<string | null> {
  const late = new AbortController()
  const cancel = afterAwake(deadlineMs, () => late.abort())
  try {
    const request = {
      method: 'GET',
      path: '/_ping',
      signal: late.signal,
      ...(agent ? { agent } : {}),
    } as const
    const response = await requestEngine(endpoint, request)
    await readBody(response)
    const { statusCode = 0 } = response
    if (statusCode >= 400) throw engineDown(`${endpoint.url} answers a ping with status ${statusCode}.`)
    const version = response.headers['api-version']
    return typeof version === 'string' ? version : null
  } catch (error) {
    if (late.signal.aborted) {
      throw engineDown(
        `${endpoint.url} takes connections but did not answer within ${deadlineMs / 1000} s.`,
        null,
        error,
      )
    }
    if (isConnectionError(error)) throw engineDown(unreachable(endpoint, error), null, error)
    throw error
  } finally {
    cancel()
  }
}

/** Pings a candidate and learns what it is. dockerode is loaded here, at the first engine that answers. */
export async function openConnection(
  candidate: Candidate,
  options: { pingMs: number; infoMs: number },
): Promise<Connection> {
  const { endpoint, foundBy } = candidate
  const secure = endpoint.address.kind === 'tcp' && endpoint.address.tls !== null
  const offered = await pingEngine(endpoint, options.pingMs)
  const { default: Dockerode } = await import('dockerode')
  // keep-alive: a call over a warm connection saves its set-up, which counts against an 8 ms create
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  // docker-modem describes its options in full for its debug output at each request, also when nobody reads that; with an
  // agent that has fifty connections this takes a quarter of a second
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' })
  const version = offered === null ? null : `v${olderOf(offered, newestApi)}`
  const docker = new Dockerode({
    // named even where undefined: else docker-modem takes them from DOCKER_HOST
    host: undefined,
    port: undefined,
    protocol: secure ? 'https' : 'http',
    timeout: undefined,
    ...connectOptions(endpoint),
    agent,
    ...(version ? { version } : {}),
  } as Docker.DockerOptions)
  const late = AbortSignal.timeout(options.infoMs)
  try {
    const asked = Date.now()
    const [about, info] = await Promise.all([
      withSignal(late, endpoint, docker.version()),
      withSignal(late, endpoint, docker.info()),
    ])
    return {
      endpoint,
      docker,
      pathPrefix: version ? `/${version}` : '',
      clockOffsetMs: clockOffset(info.SystemTime, asked),
      state: {
        status: 'up',
        endpoint: endpoint.url,
        foundBy,
        version: about.Version,
        apiVersion: about.ApiVersion,
        os: about.Os,
        arch: about.Arch,
        cpus: info.NCPU,
        memoryBytes: info.MemTotal,
      },
      close: () => agent.destroy(),
    }
  } catch (error) {
    agent.destroy()
    throw isConnectionError(error) ? engineDown(unreachable(endpoint, error), null, error) : error
  }
}

/** `1.9` is older than `1.41`. */
function olderOf(a: string, b: string): string {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA < majorB || (majorA === majorB && minorA < minorB) ? a : b
}

function clockOffset(systemTime: unknown, asked: number): number {
  const theirs = typeof systemTime === 'string' ? Date.parse(systemTime) : Number.NaN
  return Number.isNaN(theirs) ? 0 : theirs - (asked + Date.now()) / 2
}

function withSignal<T>(signal: AbortSignal, endpoint: Endpoint, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(engineDown(`${endpoint.url} answers pings but does not say what it is.`)),
    )
    promise.then(resolve, reject)
  })
}

function unreachable(endpoint: Endpoint, error: unknown): string {
  const code = (error as { code?: string }).code
  switch (code) {
    case 'ENOENT':
      return `There is no socket ${endpoint.url}.`
    case 'ECONNREFUSED':
      return `Nothing listens on ${endpoint.url}.`
    case 'EACCES':
      return `This user may not open ${endpoint.url}.`
    default:
      return `${endpoint.url} cannot be reached (${code ?? (error as Error).message}).`
  }
}
