import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const SSHD = '/usr/sbin/sshd'
const POLICY = '/usr/sbin/policy-rc.d'
const STARTS_WITHIN_MS = 60_000

export interface SshKey {
  privateKey: string
  publicKey: string
}

/** A fresh key pair, made by OpenSSH itself. */
export function makeSshKey(type: 'ed25519' | 'rsa' = 'ed25519'): SshKey {
  const folder = mkdtempSync(join(tmpdir(), 'oven-ssh-key-'))
  try {
    const file = join(folder, 'key')
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'oven-test', '-f', file])
    return {
      privateKey: readFileSync(file, 'utf8'),
      publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A real OpenSSH server on the engine's bridge, where containers and this machine both reach it, on a port of its own. It
 * lets in the keys it is told of, to git and nothing else. Installs Debian's openssh-server where it is missing.
 */
export async function startSshServer() {
  ensureSshd()
  const folder = mkdtempSync(join(tmpdir(), 'oven-sshd-'))
  const host = bridgeAddress()
  const port = await freePort(host)
  const hostKey = makeSshKey()
  writeFileSync(join(folder, 'host_key'), hostKey.privateKey, { mode: 0o600 })
  const authorized = join(folder, 'authorized_keys')
  writeFileSync(authorized, '', { mode: 0o600 })
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `ListenAddress ${host}:${port}`,
      `HostKey ${join(folder, 'host_key')}`,
      `AuthorizedKeysFile ${authorized}`,
      `PidFile ${join(folder, 'pid')}`,
      'AuthenticationMethods publickey',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
      'DisableForwarding yes',
      'PermitTTY no',
    ].join('\n'),
  )
  const user = userInfo().username
  const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece) => {
    said += piece
  })
  await answers(host, port, () => said)

  return {
    host,
    port,
    /** The line of a known_hosts file that names this server and its key. */
    knownHost: `[${host}]:${port} ${hostKey.publicKey.split(' ').slice(0, 2).join(' ')}`,
    addressOf: (path: string) => `ssh://${user}@${host}:${port}${path}`,
    /** Lets in exactly these, some only to read, as GitHub's deploy keys without write access. */
    letIn(keys: { key: SshKey; readOnly?: boolean }[]): void {
      const lines = keys.map(
        ({ key, readOnly = false }) => `restrict,command="${gateOf(readOnly)}" ${key.publicKey}\n`,
      )
      writeFileSync(authorized, lines.join(''))
    },
    /** What the server wrote into its log. */
    log: () => said,
    close(): void {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function gateOf(readOnly: boolean): string {
  const shell = 'exec git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"'
  if (!readOnly) return shell
  const refused = 'ERROR: The key you are authenticating with has been marked as read only.'
  return `case \\"$SSH_ORIGINAL_COMMAND\\" in git-upload-pack*) ${shell} ;; esac; echo '${refused}' >&2; exit 1`
}

function ensureSshd(): void {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  if (existsSync(SSHD)) return
  // Installing it must not start a server on the machine's own addresses (https://manpages.debian.org/invoke-rc.d).
  const isOurs = !existsSync(POLICY)
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const apt = (...words: string[]) => execFileSync('apt-get', ['-q', ...words], { env, stdio: 'ignore' })
    try {
      apt('install', '-y', '--no-install-recommends', 'openssh-server')
    } catch {
      apt('update')
      apt('install', '-y', '--no-install-recommends', 'openssh-server')
    }
  } catch {
    // said below
  } finally {
    if (isOurs) rmSync(POLICY, { force: true })
  }
  if (existsSync(SSHD)) return
  throw new Error(
    'These tests need Debian’s package openssh-server: install it with `sudo apt-get install openssh-server`.',
  )
}

/** Where containers and this machine both listen. Asked of the engine itself: the interface counts as down while no container is on it. */
export function bridgeAddress(): string {
  const words = ['network', 'inspect', 'bridge', '--format', '{{(index .IPAM.Config 0).Gateway}}']
  const address = execFileSync('docker', words, { encoding: 'utf8' }).trim()
  if (/^\d+(?:\.\d+){3}$/.test(address)) return address
  throw new Error(`The engine's bridge has no address of this machine: ${address}`)
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function answers(host: string, port: number, said: () => string): Promise<void> {
  for (const until = Date.now() + STARTS_WITHIN_MS; Date.now() < until; await pause(50)) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
  }
  throw new Error(`sshd did not start: ${said()}`)
}
