import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { httpsAddress, sshAddress } from '../../core/credentials/repo-place.ts'
import type { GitKey } from '../../core/ports/git-remote.ts'
import { openKeyAgent } from './key-agent.ts'

export interface GitAccessOptions {
  env: NodeJS.ProcessEnv
  /** The public keys of well-known servers, as a known_hosts file. */
  knownHostsFile: string
  /** What git may speak: `https:ssh`. */
  protocols: string
}

export interface GitPlace {
  repo: string
  key: GitKey
  knownHosts: readonly string[]
}

/**
 * Lets git reach a repository with the run's own credential and nothing of the user's git settings: no helper, no prompt,
 * no hook. A token travels in the environment, a key through an agent: neither in arguments nor on a disk. Answers
 * `key-invalid` for a deploy key that ssh cannot read.
 */
export async function withGitAccess<T>(
  place: GitPlace,
  options: GitAccessOptions,
  work: (access: { address: string; env: NodeJS.ProcessEnv }) => Promise<T>,
): Promise<T | 'key-invalid'> {
  const base = { ...bareGitEnv(options.env), GIT_ALLOW_PROTOCOL: options.protocols }
  const { repo, key, knownHosts } = place
  if (key.kind !== 'deploy-key') {
    const address = httpsAddress(repo)
    return work({
      address,
      env: { ...base, ...(key.kind === 'token' ? tokenEnv(address, key.token) : gitConfig()) },
    })
  }
  const agent = await openKeyAgent(key.privateKey, bareGitEnv(options.env))
  if (!agent) return 'key-invalid'
  try {
    const known = join(agent.folder, 'known_hosts')
    await writeFile(known, knownHosts.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    const settings = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      'IdentityFile=none',
      `IdentityAgent=${agent.socket}`,
      `UserKnownHostsFile=${known}`,
      `GlobalKnownHostsFile=${options.knownHostsFile}`,
    ]
    // Git hands this to a shell, so it holds nothing but paths that we made ourselves.
    const command = `ssh -F /dev/null ${settings.map((setting) => `-o '${setting}'`).join(' ')}`
    return await work({
      address: sshAddress(repo),
      env: { ...base, ...gitConfig(), GIT_SSH_COMMAND: command },
    })
  } finally {
    await agent.close()
  }
}

/** For this address alone. `x-access-token` is what GitHub calls a token's user; others take any name. */
function tokenEnv(address: string, token: string): NodeJS.ProcessEnv {
  const login = Buffer.from(`x-access-token:${token}`).toString('base64')
  return gitConfig([
    [`http.${address}.extraHeader`, `Authorization: Basic ${login}`],
    ['http.followRedirects', 'false'],
  ])
}

/** Settings by environment, the user's own being shut out (https://git-scm.com/docs/git-config#ENVIRONMENT). */
export function gitConfig(settings: [string, string][] = []): NodeJS.ProcessEnv {
  const all: [string, string][] = [['credential.helper', ''], ['protocol.version', '2'], ...settings]
  const pairs = all.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(all.length), ...Object.fromEntries(pairs) }
}

/** The environment of a git that knows nothing of its user. */
export function bareGitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO', 'SystemRoot']
  const proxies = Object.keys(env).filter((name) => /^(?:https?|all|no)_proxy$/i.test(name))
  const own = Object.fromEntries(
    [...kept, ...proxies].flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )
  return {
    ...own,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    LC_ALL: 'C',
  }
}
