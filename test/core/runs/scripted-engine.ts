import { OvenError } from '../../../core/errors.ts'
import type {
  ContainerEnd,
  ContainerSpec,
  ContainerState,
  Engine,
  EngineImage,
  EngineNetwork,
  OutputSink,
} from '../../../core/ports/engine.ts'

/** A container in memory, in the hands of a test. */
export interface ScriptedContainer {
  containerId: string
  spec: ContainerSpec
  status: ContainerState['status']
  exitCode: number | null
  nonce: string
  signals: string[]
  /** What it does when it is sent a signal; by default it ends with 130. */
  onSignal: (signal: string) => void
  say(text: string): Promise<void>
  record(fields: Record<string, unknown>): Promise<void>
  end(exitCode: number): void
  vanish(): void
}

/** An engine in memory whose containers do what a test tells them, so that hours can go by in no time. */
export function createScriptedEngine(now: () => number) {
  const at = () => new Date(now()).toISOString()
  const startedAt = new Map<string, string>()

  const containers = new Map<string, ScriptedContainer>()
  const volumes = new Map<string, Record<string, string>>()
  const written = new Map<string, Buffer>()
  const networks: EngineNetwork[] = []
  const untagged: EngineImage[] = []
  const removed: string[] = []
  const waiting: ((container: ScriptedContainer) => void)[] = []
  const begun: ScriptedContainer[] = []
  const listeners = new Set<() => void>()
  let up = true
  let count = 0

  function fail(): void {
    if (!up) throw new OvenError('engine-down', 'The engine is down.', { kind: 'ENGINE_DOWN' })
  }

  function started(container: ScriptedContainer): void {
    const next = waiting.shift()
    if (next) next(container)
    else begun.push(container)
  }

  const sinks = new Map<string, OutputSink>()
  const said = new Map<string, string>()
  const ends = new Map<string, PromiseWithResolvers<ContainerEnd>>()

  function live(container: ScriptedContainer) {
    const end = ends.get(container.containerId)!
    return {
      containerId: container.containerId,
      startedAt: startedAt.get(container.containerId)!,
      ended: end.promise,
      usage: () => ({ peakMemoryBytes: null, cpuSeconds: null }),
    }
  }

  function stateOf(container: ScriptedContainer): ContainerState {
    const { containerId, spec, status, exitCode } = container
    return {
      containerId,
      name: spec.name,
      labels: spec.labels,
      status,
      exitCode,
      oomKilled: false,
      startedAt: startedAt.get(containerId) ?? null,
      finishedAt: null,
    }
  }

  const carries = (labels: Record<string, string>, wanted: Record<string, string>) =>
    Object.entries(wanted).every(([name, value]) => labels[name] === value)

  const engine = {
    state: () => (up ? upState : downState),
    probe: async () => (up ? upState : downState),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async createContainer(spec: ContainerSpec) {
      fail()
      count += 1
      const containerId = `c${count}`
      const end = Promise.withResolvers<ContainerEnd>()
      ends.set(containerId, end)
      said.set(containerId, '')
      const container: ScriptedContainer = {
        containerId,
        spec,
        status: 'created',
        exitCode: null,
        nonce: '',
        signals: [],
        onSignal: () => container.end(130),
        async say(text) {
          said.set(containerId, said.get(containerId)! + text)
          await sinks.get(containerId)?.write('stdout', Buffer.from(text))
        },
        record: (fields) =>
          container.say(`\u001e${JSON.stringify({ v: 1, nonce: container.nonce, at: at(), ...fields })}\n`),
        end(exitCode) {
          container.status = 'exited'
          container.exitCode = exitCode
          const times = { startedAt: startedAt.get(containerId)!, finishedAt: at() }
          end.resolve({ kind: 'exited', exitCode, oomKilled: false, error: '', ...times })
        },
        vanish() {
          containers.delete(containerId)
          end.resolve({ kind: 'gone' })
        },
      }
      containers.set(containerId, container)
      return { containerId }
    },
    async startContainer(containerId: string, options: { stdin: Buffer | null; sink: OutputSink }) {
      fail()
      const container = containers.get(containerId)!
      container.status = 'running'
      startedAt.set(containerId, at())
      if (options.stdin) container.nonce = JSON.parse(options.stdin.toString()).nonce
      sinks.set(containerId, options.sink)
      started(container)
      return live(container)
    },
    async resumeContainer(containerId: string, options: { received: { stdout: number }; sink: OutputSink }) {
      const container = containers.get(containerId)!
      const rest = Buffer.from(said.get(containerId)!).subarray(options.received.stdout)
      sinks.set(containerId, options.sink)
      if (rest.length > 0) await options.sink.write('stdout', rest)
      return live(container)
    },
    async listContainers(labels: Record<string, string>) {
      fail()
      return [...containers.values()].filter(({ spec }) => carries(spec.labels, labels)).map(stateOf)
    },
    async signalContainer(containerId: string, signal: string) {
      const container = containers.get(containerId)
      if (container?.status !== 'running') return
      container.signals.push(signal)
      if (signal === 'SIGKILL') container.end(137)
      else container.onSignal(signal)
    },
    readFiles: async () => [],
    async writeFiles(containerId: string, path: string, files: { path: string; bytes: Buffer }[]) {
      for (const file of files) written.set(`${containerId}:${path}/${file.path}`, file.bytes)
    },
    async removeContainer(containerId: string) {
      containers.delete(containerId)
      removed.push(containerId)
    },
    async createVolume(name: string, labels: Record<string, string>) {
      volumes.set(name, labels)
    },
    async removeVolume(name: string) {
      if (volumes.delete(name)) removed.push(name)
    },
    listVolumes: async (labels: Record<string, string>) =>
      [...volumes].flatMap(([name, own]) => (carries(own, labels) ? [name] : [])),
    removeNetwork: async (name: string) => {
      const at = networks.findIndex((network) => network.name === name)
      if (at !== -1) removed.push(...networks.splice(at, 1).map((network) => network.name))
    },
    listNetworks: async (labels: Record<string, string>) =>
      networks.filter((network) => carries(network.labels, labels)),
    listUntaggedImages: async (labels: Record<string, string>) =>
      untagged.filter((image) => carries(image.labels, labels)),
    async removeImage(reference: string) {
      const at = untagged.findIndex(({ id }) => id === reference)
      if (at !== -1) untagged.splice(at, 1)
      removed.push(reference)
    },
  }

  return {
    engine: engine as unknown as Engine,
    containers,
    volumes,
    networks,
    untagged,
    removed,
    /** What was put into containers, by `<container>:<path>`. */
    written,
    /** The next container that is started. */
    nextStart: (): Promise<ScriptedContainer> => {
      const ready = begun.shift()
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve))
    },
    started: () => begun.length,
    setUp(isUp: boolean) {
      up = isUp
      for (const listener of listeners) (listener as (state: unknown) => void)(up ? upState : downState)
    },
  }
}

const upState = {
  status: 'up' as const,
  endpoint: 'unix:///nowhere',
  foundBy: 'a test',
  version: '0',
  apiVersion: '1.41',
  os: 'linux',
  arch: 'amd64',
  cpus: 2,
  memoryBytes: 8 * 1024 ** 3,
}
const downState = { status: 'down' as const, reason: 'The engine is down.', hint: null }
