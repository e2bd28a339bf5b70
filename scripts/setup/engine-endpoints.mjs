// @ts-check
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from './run-command.mjs'

const PING_MS = 2500

/**
 * Where a container engine may listen, likeliest first, found as the docker command finds it: `DOCKER_HOST` alone when
 * set; else the context (`DOCKER_CONTEXT`, or the current one of config.json), then the sockets that Docker, Docker
 * Desktop, Colima, OrbStack and Rancher Desktop are known to use.
 * Source: https://docs.docker.com/engine/manage-resources/contexts/
 *
 * @param {{ env?: NodeJS.ProcessEnv, home?: string }} [options]
 * @returns {{ endpoint: string, foundBy: string }[]}
 */
export function engineCandidates({ env = process.env, home = homedir() } = {}) {
  if (env.DOCKER_HOST) return [{ endpoint: env.DOCKER_HOST, foundBy: 'DOCKER_HOST' }]
  const context = contextEndpoint(env, home)
  const sockets = [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.config/colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.rd/docker.sock'),
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
  ]
  return [
    ...(context ? [context] : []),
    ...sockets.map((path) => ({ endpoint: `unix://${path}`, foundBy: path })),
  ]
}

/** @param {NodeJS.ProcessEnv} env @param {string} home */
function contextEndpoint(env, home) {
  const folder = env.DOCKER_CONFIG || join(home, '.docker')
  const name = env.DOCKER_CONTEXT || readJson(join(folder, 'config.json'))?.currentContext
  if (!name || name === 'default') return null
  const digest = createHash('sha256').update(name).digest('hex')
  const endpoint = readJson(join(folder, 'contexts', 'meta', digest, 'meta.json'))?.Endpoints?.docker?.Host
  return endpoint ? { endpoint: String(endpoint), foundBy: `context ${name}` } : null
}

/** @param {string} path */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * Asks an engine for a sign of life. Answers null when it gives one, else the reason, such as `ENOENT` or `EACCES`.
 *
 * @param {string} endpoint
 * @returns {Promise<string | null>}
 */
export async function pingEngine(endpoint) {
  const address = new URL(endpoint)
  const plainTcp = address.protocol === 'tcp:' && !process.env.DOCKER_TLS_VERIFY
  if (address.protocol !== 'unix:' && !plainTcp) {
    // ssh and TLS need what the docker command knows: keys, certificates, agents.
    const { code } = await runCommand('docker', ['-H', endpoint, 'version'], { timeoutMs: 15_000 })
    return code === 0 ? null : code === null ? 'the docker command is missing' : 'no answer'
  }
  const where = plainTcp
    ? { host: address.hostname, port: address.port || 2375 }
    : { socketPath: address.pathname }
  return new Promise((resolve) => {
    const request = http.get({ ...where, path: '/_ping', timeout: PING_MS }, (response) => {
      response.resume()
      resolve(response.statusCode === 200 ? null : `status ${response.statusCode}`)
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', (error) =>
      resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message),
    )
  })
}

/**
 * The first engine that answers, or what was tried and why each did not.
 *
 * @param {{ candidates?: { endpoint: string, foundBy: string }[] }} [options]
 */
export async function findEngine({ candidates = engineCandidates() } = {}) {
  const tried = []
  for (const candidate of candidates) {
    const reason = await pingEngine(candidate.endpoint)
    if (reason === null) return { engine: candidate, tried }
    tried.push({ ...candidate, reason })
  }
  return { engine: null, tried }
}
