import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { classifyGit, tellingLine } from '../../core/credentials/classify-git.ts'
import { httpsAddress, sshAddress } from '../../core/credentials/repo-place.ts'
import type { GitKey, GitRemote, RemoteLook } from '../../core/ports/git-remote.ts'
import { openKeyAgent } from './key-agent.ts'

export interface RemoteInspectorOptions {
  env?: NodeJS.ProcessEnv
  /** The public keys of well-known servers, as a known_hosts file. */
  knownHostsFile: string
  deadlineMs?: number
  /** What git may speak; tests have servers on loopback without TLS. */
  protocols?: string
}

type Look = Parameters<GitRemote['look']>[0]

/**
 * `git ls-remote` from this machine, with the run's own credential and nothing of the user's git settings: no helper, no
 * prompt, no shell. A token travels in the environment, a key through an agent: neither in arguments nor on a disk.
 */
export function createRemoteInspector(options: RemoteInspectorOptions): GitRemote {
  const { deadlineMs = 20_000, protocols = 'https:ssh' } = options
  const base = bareEnv(options.env ?? process.env)

  async function lookWith(look: Look, env: NodeJS.ProcessEnv, address: string): Promise<RemoteLook> {
    const ref = `refs/heads/${look.branch}`
    // Git's helper for the network would outlive git, and hold its output open: both are one group, ended together.
    const child = execa('git', ['ls-remote', '--quiet', '--', address, ref], {
      cwd: '/',
      env: { ...base, GIT_ALLOW_PROTOCOL: protocols, ...env },
      extendEnv: false,
      stdin: 'ignore',
      detached: true,
      reject: false,
    })
    let isLate = false
    const deadline = setTimeout(() => {
      isLate = true
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It ended just now.
      }
    }, deadlineMs)
    const result = await child
    clearTimeout(deadline)
    if (isLate) return { kind: 'unknown', words: `git did not answer within ${deadlineMs / 1000} s` }
    if (result.code === 'ENOENT') return { kind: 'unknown', words: 'git is not installed on this machine' }
    if (result.exitCode === 0) {
      const words = `it has no ${ref}`
      return result.stdout.trim() === ''
        ? { kind: 'refused', code: 'branch-missing', words }
        : { kind: 'seen' }
    }
    return refusedBy(result.stderr)
  }

  return {
    async look(look) {
      try {
        if (look.key.kind === 'deploy-key') return await lookByKey(look, look.key)
        const address = httpsAddress(look.repo)
        return await lookWith(
          look,
          look.key.kind === 'token' ? tokenEnv(address, look.key.token) : gitConfig([]),
          address,
        )
      } catch (error) {
        return { kind: 'unknown', words: (error as Error).message }
      }
    },
  }

  async function lookByKey(look: Look, key: Extract<GitKey, { kind: 'deploy-key' }>): Promise<RemoteLook> {
    const agent = await openKeyAgent(key.privateKey, base)
    if (!agent) return { kind: 'refused', code: 'key-invalid', words: 'ssh-add cannot read it' }
    try {
      const known = join(agent.folder, 'known_hosts')
      await writeFile(known, look.knownHosts.map((line) => `${line}\n`).join(''), { mode: 0o600 })
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
      return await lookWith(look, { ...gitConfig([]), GIT_SSH_COMMAND: command }, sshAddress(look.repo))
    } finally {
      await agent.close()
    }
  }
}

function refusedBy(stderr: string): RemoteLook {
  const words = tellingLine(stderr)
  // A redirect is not followed with a token in hand; where it leads, a run will find out.
  if (/redirect|returned error: 30[1278]/i.test(stderr))
    return { kind: 'unknown', words: `it has moved: ${words}` }
  const code = classifyGit(stderr)
  if (code === 'repo-denied' || code === 'repo-missing') return { kind: 'refused', code, words }
  return { kind: 'unknown', words }
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
function gitConfig(settings: [string, string][]): NodeJS.ProcessEnv {
  const all: [string, string][] = [['credential.helper', ''], ['protocol.version', '2'], ...settings]
  const pairs = all.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(all.length), ...Object.fromEntries(pairs) }
}

function bareEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
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
