import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OvenError } from '../../core/errors.ts'
import { type Endpoint, parseEndpoint, readTlsFiles } from './endpoint.ts'

/** The folder of the docker command line: `$DOCKER_CONFIG`, else `~/.docker`. */
export function dockerConfigFolder(env: NodeJS.ProcessEnv, home: string): string {
  return env.DOCKER_CONFIG || join(home, '.docker')
}

/**
 * The context that docker's own command line would use, or `null` for the default one.
 * `DOCKER_CONTEXT` goes before `currentContext` of config.json. A config.json that does not parse counts as none.
 */
export function currentContextName(env: NodeJS.ProcessEnv, configFolder: string): string | null {
  const name = env.DOCKER_CONTEXT || readCurrentContext(configFolder)
  return name && name !== 'default' ? name : null
}

/**
 * The address a named context holds. Contexts lie in `contexts/meta/<sha256 of the name>/meta.json`, their TLS
 * files in `contexts/tls/<the same>/docker/`. Throws `engine-address-unsupported` when there is no such context.
 */
export function readContextEndpoint(configFolder: string, name: string): Endpoint {
  const folder = createHash('sha256').update(name).digest('hex')
  let host: unknown
  let skipVerify = false
  try {
    const meta = JSON.parse(readFileSync(join(configFolder, 'contexts', 'meta', folder, 'meta.json'), 'utf8'))
    host = meta?.Endpoints?.docker?.Host
    skipVerify = meta?.Endpoints?.docker?.SkipTLSVerify === true
  } catch (cause) {
    throw unusableContext(name, 'is not there or cannot be read', cause)
  }
  if (typeof host !== 'string' || host === '') throw unusableContext(name, 'names no docker endpoint')
  const tls = readTlsFiles(join(configFolder, 'contexts', 'tls', folder, 'docker'), !skipVerify)
  return parseEndpoint(host, { tls })
}

function readCurrentContext(configFolder: string): string | null {
  try {
    const config = JSON.parse(readFileSync(join(configFolder, 'config.json'), 'utf8'))
    return typeof config?.currentContext === 'string' ? config.currentContext : null
  } catch {
    return null
  }
}

function unusableContext(name: string, what: string, cause?: unknown): OvenError {
  return new OvenError('engine-address-unsupported', `The docker context “${name}” ${what}.`, {
    kind: 'ENGINE_DOWN',
    hint: 'See `docker context ls`, and choose one with `docker context use <name>`.',
    cause,
  })
}
