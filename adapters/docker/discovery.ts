import { join } from 'node:path'
import { currentContextName, dockerConfigFolder, readContextEndpoint } from './docker-context.ts'
import { type Endpoint, parseEndpoint, readTlsFiles } from './endpoint.ts'

/** A place where an engine may listen, and how the oven came to think so. */
export interface Candidate {
  endpoint: Endpoint
  foundBy: string
}

export interface DiscoveryOptions {
  env: NodeJS.ProcessEnv
  home: string
  platform: NodeJS.Platform
  /** An address to use instead of looking. */
  endpoint?: string
}

/**
 * Where to look for an engine, best first: a fixed address, `DOCKER_HOST`, the docker context, then the sockets that
 * the usual engines make. Whoever named an address meant it: then it is the only candidate.
 * Throws `engine-address-unsupported` when the named address cannot be used.
 */
export function listCandidates(options: DiscoveryOptions): Candidate[] {
  const { env, home } = options
  if (options.endpoint) return [{ endpoint: parseEndpoint(options.endpoint), foundBy: 'settings' }]
  const configFolder = dockerConfigFolder(env, home)
  if (env.DOCKER_HOST) {
    const tls = env.DOCKER_TLS_VERIFY
      ? (readTlsFiles(env.DOCKER_CERT_PATH || configFolder, true) ?? {
          ca: null,
          cert: null,
          key: null,
          verify: true,
        })
      : null
    return [{ endpoint: parseEndpoint(env.DOCKER_HOST, { tls }), foundBy: 'DOCKER_HOST' }]
  }
  const context = currentContextName(env, configFolder)
  if (context) {
    return [{ endpoint: readContextEndpoint(configFolder, context), foundBy: `context ${context}` }]
  }
  return knownSockets(options)
}

/** Sources: the engines' own documentation, summed up in docs/architecture.md. */
function knownSockets({ env, home, platform }: DiscoveryOptions): Candidate[] {
  if (platform === 'win32') return [{ endpoint: parseEndpoint('npipe://'), foundBy: 'the default pipe' }]
  const colima = env.COLIMA_HOME || join(home, '.colima')
  const runtime = env.XDG_RUNTIME_DIR
  const paths: [path: string, name: string][] = [
    ['/var/run/docker.sock', '/var/run/docker.sock'],
    [join(colima, env.COLIMA_PROFILE || 'default', 'docker.sock'), 'Colima'],
    [join(env.XDG_CONFIG_HOME || join(home, '.config'), 'colima', 'default', 'docker.sock'), 'Colima'],
    [join(home, '.docker', 'run', 'docker.sock'), 'Docker Desktop'],
    [join(home, '.docker', 'desktop', 'docker.sock'), 'Docker Desktop'],
    [join(home, '.orbstack', 'run', 'docker.sock'), 'OrbStack'],
    [join(home, '.rd', 'docker.sock'), 'Rancher Desktop'],
    ...(runtime
      ? ([
          [join(runtime, 'docker.sock'), 'rootless Docker'],
          [join(runtime, 'podman', 'podman.sock'), 'Podman'],
        ] as [string, string][])
      : []),
    [join(home, '.local', 'share', 'containers', 'podman', 'machine', 'podman.sock'), 'Podman'],
    ['/run/podman/podman.sock', 'Podman'],
  ]
  return paths.map(([path, name]) => ({ endpoint: parseEndpoint(path), foundBy: name }))
}
