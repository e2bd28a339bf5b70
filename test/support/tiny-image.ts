import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The tag of the image that `ensureTinyImage` makes. */
export const tinyImage = 'agent-oven-test/busybox:1'

const label = 'agent-oven.test=image'
const busyboxPaths = ['/bin/busybox', '/usr/bin/busybox']

/**
 * Makes a 2 MB image of Debian's static busybox without any registry, once per engine; user 1000 is there as `oven`,
 * `/workspace` is theirs. Throws with a whole sentence when busybox cannot be had.
 */
export async function ensureTinyImage(options: { dockerHost?: string } = {}): Promise<string> {
  const env = { ...process.env, ...(options.dockerHost ? { DOCKER_HOST: options.dockerHost } : {}) }
  try {
    execFileSync('docker', ['image', 'inspect', tinyImage], { env, stdio: 'ignore' })
    return tinyImage
  } catch {
    // to be made
  }
  const root = mkdtempSync(join(tmpdir(), 'agent-oven-tiny-'))
  try {
    fillRoot(root, findBusybox())
    await importRoot(root, env)
    return tinyImage
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function findBusybox(): string {
  const found = () => busyboxPaths.find((path) => existsSync(path) && isStatic(path))
  const present = found()
  if (present) return present
  try {
    execFileSync('apt-get', ['install', '-y', '-q', 'busybox-static'], { stdio: 'ignore' })
  } catch {
    // said below
  }
  const installed = found()
  if (installed) return installed
  throw new Error(
    'The tests need Debian’s package busybox-static: install it with `sudo apt-get install busybox-static`.',
  )
}

function isStatic(path: string): boolean {
  try {
    execFileSync('ldd', [path], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}

function fillRoot(root: string, busybox: string): void {
  for (const folder of ['bin', 'etc', 'tmp', 'root', 'home/oven', 'workspace', 'proc', 'sys', 'dev']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  cpSync(busybox, join(root, 'bin/busybox'))
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).split('\n').filter(Boolean)
  for (const applet of applets) {
    if (applet !== 'busybox') symlinkSync('busybox', join(root, 'bin', applet))
  }
  const write = (path: string, text: string) =>
    execFileSync('sh', ['-c', 'cat > "$0"', join(root, path)], { input: text })
  write('etc/passwd', 'root:x:0:0::/root:/bin/sh\noven:x:1000:1000::/home/oven:/bin/sh\n')
  write('etc/group', 'root:x:0:\noven:x:1000:\n')
}

function importRoot(root: string, env: NodeJS.ProcessEnv): Promise<void> {
  const packing = [
    'cd "$0"',
    'tar -c --owner=0 --group=0 --exclude=./home/oven --exclude=./workspace . > "$0.tar"',
    'tar -r -f "$0.tar" --owner=1000 --group=1000 ./home/oven ./workspace',
    `docker import -c 'LABEL ${label}' -c 'ENV PATH=/bin' - ${tinyImage} < "$0.tar"`,
    'rm "$0.tar"',
  ].join(' && ')
  return new Promise((resolve, reject) => {
    let told = ''
    const child = spawn('sh', ['-c', packing, root], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (chunk) => {
      told += chunk
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`The tests’ image could not be made: ${told.trim()}`)),
    )
  })
}
