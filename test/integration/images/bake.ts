import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createDockerEngine } from '../../../adapters/docker/docker-engine.ts'
import { createBaseImages } from '../../../adapters/images/base-images.ts'
import { createImageSources } from '../../../adapters/images/files-image-sources.ts'
import { createImageService } from '../../../core/images/image-service.ts'
import type { ContainerMount, ContainerSpec } from '../../../core/ports/engine.ts'
import { RECORD_MARK, RunnerRecord } from '../../../core/records/record.ts'

const LABELS = { 'agent-oven.test': 'images' }

/** The real engine and the image service on the checkout's own sources. */
export function openKitchen() {
  const engine = createDockerEngine()
  const imagesFolder = new URL('../../../images/', import.meta.url).pathname
  const images = createImageService({
    engine,
    sources: createImageSources({ imagesFolder }),
    bases: createBaseImages({ engine }),
    installId: 'test-images',
    changes: { emit() {} },
  })

  /** Runs an image in the cage of a pipeline run and answers all that came of it. */
  async function bake(request: {
    image: string
    command: string[]
    payload?: string
    env?: Record<string, string>
    mounts?: ContainerMount[]
    /** Called with the text so far whenever output comes. */
    onOutput?: (text: string, signal: (name: 'SIGINT' | 'SIGTERM') => Promise<void>) => void
  }) {
    const volume = `oven-test-${randomUUID()}`
    await engine.createVolume(volume, LABELS)
    const { containerId } = await engine.createContainer(cage(request, volume))
    try {
      let output = ''
      const live = await engine.startContainer(containerId, {
        stdin: Buffer.from(request.payload ?? payload()),
        sink: {
          write(_, bytes) {
            output += bytes.toString('utf8')
            request.onOutput?.(output, (name) => engine.signalContainer(containerId, name))
          },
        },
      })
      const end = await live.ended
      const read = async (path: string) => engine.readFiles(containerId, path, { maxBytes: 64 * 1024 * 1024 })
      return {
        exitCode: end.kind === 'exited' ? end.exitCode : null,
        ...split(output),
        kept: await read('/workspace/.oven'),
        states: await read('/workspace/repo/.agent-pipeline/state/runs'),
      }
    } finally {
      await engine.removeContainer(containerId)
      await engine.removeVolume(volume)
    }
  }

  return { engine, images, bake, close: () => engine.close() }
}

export function payload(env: Record<string, string> = {}): string {
  return JSON.stringify({ v: 1, nonce: 'nonce-7', env, files: [] })
}

function cage(
  request: { image: string; command: string[]; env?: Record<string, string>; mounts?: ContainerMount[] },
  volume: string,
): ContainerSpec {
  return {
    name: volume,
    image: request.image,
    command: request.command,
    env: { OVEN_PUSH: 'local', ...request.env },
    labels: LABELS,
    stdin: true,
    mounts: [
      { kind: 'volume', source: volume, target: '/workspace', readOnly: false },
      ...(request.mounts ?? []),
    ],
    tmpfs: {
      '/home/oven': 'rw,exec,nosuid,nodev,size=512m,uid=1000,gid=1000,mode=0700',
      '/tmp': 'rw,exec,nosuid,nodev,size=512m,mode=1777',
    },
    readOnlyRoot: true,
    init: true,
    dropCapabilities: true,
    noNewPrivileges: true,
    pidsLimit: 512,
    memoryBytes: 1024 ** 3,
    cpus: 2,
    network: 'none',
  }
}

function split(output: string) {
  const lines = output.split('\n')
  const records = lines
    .filter((line) => line.startsWith(RECORD_MARK))
    .map((line) => RunnerRecord.parse(JSON.parse(line.slice(1))))
  return { records, text: lines.filter((line) => !line.startsWith(RECORD_MARK)).join('\n') }
}

/** A repository with pipelines and a bare remote that the container's user may write to, as the host mounts them. */
export function makeRepository(pipelines: Record<string, string>, options: { origin?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'oven-bake-'))
  const repo = join(folder, 'repo')
  const remote = join(folder, 'remote.git')
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'safe.directory=*']
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8' }).trim()
  write(join(repo, 'README.md'), 'A sample.\n')
  write(join(repo, '.agent-pipeline/agents/agent.md'), '# An agent\n')
  for (const [name, yaml] of Object.entries(pipelines)) {
    write(join(repo, `.agent-pipeline/pipelines/${name}.yml`), yaml)
  }
  git(repo, 'init', '--quiet', '--initial-branch=main')
  git(repo, 'add', '--all')
  git(repo, 'commit', '--quiet', '--message=first')
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  git(repo, 'remote', 'add', 'origin', options.origin ?? remote)
  git(repo, 'push', '--quiet', remote, 'main')
  execFileSync('chmod', ['-R', 'a+rX', folder])
  execFileSync('chmod', ['-R', 'a+rwX', remote])
  const mounts: ContainerMount[] = [
    { kind: 'bind', source: repo, target: repo, readOnly: true },
    { kind: 'bind', source: remote, target: remote, readOnly: false },
  ]
  return { folder, repo, remote, mounts, git, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function write(file: string, text: string) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
