import { createHash, randomUUID } from 'node:crypto'
import {
  createDockerEngine,
  type DockerEngine,
  type DockerEngineOptions,
} from '../../adapters/docker/docker-engine.ts'
import type { ContainerSpec, OutputSink } from '../../core/ports/engine.ts'
import { tinyImage } from './tiny-image.ts'

/** An engine for one test file, a label for all it makes, and the removal of all that carries it. */
export function openTestEngine(options: DockerEngineOptions = {}) {
  const labels = { 'agent-oven.test': randomUUID() }
  const engine = createDockerEngine(options)
  return {
    engine,
    labels,
    /** A hardened container of the tests' image that runs a line of shell. */
    spec: (command: string, changes: Partial<ContainerSpec> = {}) =>
      shellSpec(command, { labels, ...changes }),
    async cleanUp() {
      for (const { containerId } of await engine.listContainers(labels))
        await engine.removeContainer(containerId)
      for (const name of await engine.listVolumes(labels)) await engine.removeVolume(name)
      engine.close()
    },
  }
}

export type TestEngine = ReturnType<typeof openTestEngine>

export function shellSpec(command: string, changes: Partial<ContainerSpec>): ContainerSpec {
  return {
    name: `agent-oven-test-${randomUUID()}`,
    image: tinyImage,
    command: ['sh', '-c', command],
    env: {},
    labels: {},
    stdin: false,
    mounts: [],
    tmpfs: {},
    readOnlyRoot: true,
    init: true,
    dropCapabilities: true,
    noNewPrivileges: true,
    pidsLimit: 128,
    memoryBytes: 128 * 1024 * 1024,
    cpus: 2,
    network: 'none',
    ...changes,
  }
}

/** A sink that keeps both streams as text. */
export function collectingSink() {
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  const sink: OutputSink = { write: (stream, bytes) => void chunks[stream].push(Buffer.from(bytes)) }
  const bytes = (stream: 'stdout' | 'stderr') => Buffer.concat(chunks[stream])
  return { sink, bytes, text: (stream: 'stdout' | 'stderr' = 'stdout') => bytes(stream).toString() }
}

/** A sink that keeps only lengths and hashes, for output of any size. */
export function hashingSink(write: OutputSink['write'] = () => {}) {
  const hash = createHash('sha256')
  const sums = { stdout: 0, stderr: 0 }
  const sink: OutputSink = {
    write(stream, bytes) {
      sums[stream] += bytes.length
      if (stream === 'stdout') hash.update(bytes)
      return write(stream, bytes)
    },
  }
  return { sink, sums, digest: () => hash.copy().digest('hex') }
}

/** What `yes <line> | head -c <length>` prints. */
export function repeatedLine(line: string, length: number): Buffer {
  return Buffer.alloc(length, `${line}\n`)
}

export async function runToEnd(engine: DockerEngine, spec: ContainerSpec, stdin: Buffer | null = null) {
  const { containerId } = await engine.createContainer(spec)
  const output = collectingSink()
  const live = await engine.startContainer(containerId, { stdin, sink: output.sink })
  const end = await live.ended
  return { containerId, end, live, stdout: output.text('stdout'), stderr: output.text('stderr') }
}
