import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureTinyImage } from './tiny-image.ts'

/** A Docker engine of a test's own, to be killed, frozen and started again. */
export interface SecondEngine {
  endpoint: string
  /** No effect while it runs. */
  start(): Promise<void>
  /** SIGKILL; `start` brings it back. What it had in memory is lost. */
  kill(): Promise<void>
  /** SIGSTOP: connections are taken, nothing is answered. */
  freeze(): void
  thaw(): void
  /** Removes its containers, ends it, and clears all it left on the disk. */
  remove(): Promise<void>
}

const answersWithinMs = 120_000

/**
 * Starts a second `dockerd` (root on Linux only), in a network namespace of its own: without one, a second engine
 * takes the first one's bridge away. Own data, state and
 * socket, and a containerd of its own that outlives it, as on a real machine.
 */
export async function startSecondEngine(options: { liveRestore: boolean }): Promise<SecondEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-oven-engine-'))
  const name = folder.split('-').at(-1)!.toLowerCase()
  const network = `oven-test-${name}`
  const endpoint = `unix://${folder}/docker.sock`
  let daemon: ChildProcess | null = null
  const containerd = startContainerd(folder)
  mkdirSync(join(folder, 'config'))
  execFileSync('ip', ['netns', 'add', network])
  execFileSync('ip', ['-n', network, 'link', 'set', 'lo', 'up'])

  const docker = (...words: string[]) =>
    execFileSync('docker', words, {
      env: { ...process.env, DOCKER_HOST: endpoint, DOCKER_CONFIG: join(folder, 'config') },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  const engine: SecondEngine = {
    endpoint,
    async start() {
      if (daemon && isAlive(daemon)) return
      const log = openSync(join(folder, 'log'), 'a')
      const words = [
        `--net=/var/run/netns/${network}`,
        'dockerd',
        `--data-root=${folder}/data`,
        `--exec-root=${folder}/exec`,
        `--pidfile=${folder}/pid`,
        `--host=${endpoint}`,
        `--containerd=${folder}/containerd.sock`,
        ...(options.liveRestore ? ['--live-restore'] : []),
      ]
      daemon = spawn('nsenter', words, { stdio: ['ignore', log, log] })
      for (const until = Date.now() + answersWithinMs; ; await pause(100)) {
        try {
          docker('version')
          return
        } catch {
          if (Date.now() > until || daemon.exitCode !== null) {
            throw new Error(
              `The second engine did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2_000)}`,
            )
          }
        }
      }
    },
    async kill() {
      const gone = once(daemon!, 'exit')
      daemon!.kill('SIGKILL')
      await gone
    },
    freeze: () => void daemon!.kill('SIGSTOP'),
    thaw: () => void daemon!.kill('SIGCONT'),
    async remove() {
      await engine.start()
      const containers = docker('ps', '-aq').split('\n').filter(Boolean)
      if (containers.length > 0) docker('rm', '--force', '--volumes', ...containers)
      const gone = once(daemon!, 'exit')
      daemon!.kill('SIGTERM')
      await gone
      containerd.kill('SIGTERM')
      await once(containerd, 'exit')
      execFileSync('ip', ['netns', 'delete', network])
      unmountBelow(folder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
  await engine.start()
  await ensureTinyImage({ dockerHost: endpoint })
  return engine
}

function startContainerd(folder: string): ChildProcess {
  const config = join(folder, 'containerd.toml')
  writeFileSync(
    config,
    [
      'version = 2',
      `root = "${folder}/containerd"`,
      `state = "${folder}/containerd-state"`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      '[grpc]',
      `address = "${folder}/containerd.sock"`,
      '',
    ].join('\n'),
  )
  const log = openSync(join(folder, 'containerd.log'), 'a')
  return spawn('containerd', ['--config', config], { stdio: ['ignore', log, log] })
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** A killed engine leaves its mounts behind. */
function unmountBelow(folder: string): void {
  const mounted = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
  for (const path of mounted.reverse()) execFileSync('umount', ['--lazy', path])
}
