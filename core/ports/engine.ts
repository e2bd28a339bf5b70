import type { EngineState, ImageProgress } from '../../contract/index.ts'

/**
 * The container engine as the core needs it. Implemented by `adapters/docker`.
 * Every call has a deadline and throws an `OvenError` (core/errors.ts): `engine-down` when no engine answers or it
 * stopped answering, `image-missing`, `container-missing`, `engine-refused` with the engine's own words otherwise.
 */
export interface Engine {
  /** What is known without asking. */
  state(): EngineState
  /** Finds and asks the engine anew; answers and remembers its state. Never throws. */
  probe(): Promise<EngineState>
  /** Called when the engine goes down or comes up. The answer ends it. */
  onChange(listener: (state: EngineState) => void): () => void

  findImage(reference: string): Promise<EngineImage | null>
  /** Throws `image-missing` with the registry's reason when it cannot be had. */
  pullImage(reference: string, options: ProgressOptions): Promise<EngineImage>
  /** `context` is a tar stream. Throws `image-build-failed` with the failing step's last words. */
  buildImage(request: BuildRequest, options: ProgressOptions): Promise<EngineImage>
  /** Makes an image from a tar stream of a root file system (`docker import`). */
  importImage(
    reference: string,
    rootfs: NodeJS.ReadableStream,
    labels: Record<string, string>,
  ): Promise<EngineImage>
  removeImage(reference: string): Promise<void>
  /** Images that no name leads to any more, since another build took theirs. */
  listUntaggedImages(labels: Record<string, string>): Promise<EngineImage[]>

  /** Creates without starting. Same names clash: `engine-refused`; a folder to mount that is not there: `mount-missing`. */
  createContainer(spec: ContainerSpec): Promise<{ containerId: string }>
  /** Attaches, hands over `stdin` (then ends it), starts. Output from the first byte goes to `sink`. */
  startContainer(
    containerId: string,
    options: { stdin: Buffer | null; sink: OutputSink },
  ): Promise<LiveContainer>
  /**
   * Takes a started container up again after the host was away: output goes on in `sink` after the first
   * `received` bytes of each stream, complete and unrepeated; works for stopped containers too. One that was made
   * but never started: `container-not-started`.
   */
  resumeContainer(
    containerId: string,
    options: { received: { stdout: number; stderr: number }; sink: OutputSink },
  ): Promise<LiveContainer>
  /** `null` when there is no such container. */
  inspectContainer(containerId: string): Promise<ContainerState | null>
  listContainers(labels: Record<string, string>): Promise<ContainerState[]>
  /** Sends a signal; no error when the container is stopped or gone already. */
  signalContainer(containerId: string, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void>
  /**
   * Files below `path` of a container, running or stopped, named relative to it, at most `maxBytes` in all (what does
   * not fit is left out); empty when there is none.
   */
  readFiles(containerId: string, path: string, options: { maxBytes: number }): Promise<ContainerFile[]>
  /**
   * Puts files below `path` of a container that has not started, into one of its volumes; made with their folders, for
   * everyone in it to read and for root to change.
   */
  writeFiles(containerId: string, path: string, files: ContainerFile[]): Promise<void>
  /** Whether anything lies at `path` of a container, running or not started yet. */
  hasFile(containerId: string, path: string): Promise<boolean>
  /** Removes the container by force and verifies that it is gone; no error when it was. */
  removeContainer(containerId: string): Promise<void>
  /** Starts a container that was made with `tty` and joins its terminal. */
  openTerminal(
    containerId: string,
    options: { columns: number; rows: number; onOutput: (bytes: Buffer) => void },
  ): Promise<Terminal>
  /** Runs a command in a running container, with `stdin` as its input, and answers its exit code. */
  feedCommand(
    containerId: string,
    request: { command: string[]; user: string; stdin: Buffer },
  ): Promise<number>
  createVolume(name: string, labels: Record<string, string>): Promise<void>
  /** No error when there is none. */
  removeVolume(name: string): Promise<void>
  listVolumes(labels: Record<string, string>): Promise<string[]>

  /** What tells this engine and its version from any other. */
  identify(): Promise<string>
  /** How far its machine's clock is ahead of this one's. */
  clockOffsetMs(): Promise<number>
  /**
   * Makes a bridge network that leads nowhere: not out, and not to the host either. Throws `subnet-taken` when another
   * network has some of its addresses, `engine-refused` on a clash of names.
   */
  createInternalNetwork(request: {
    name: string
    subnet: string
    labels: Record<string, string>
  }): Promise<void>
  /** Gives a container that has not been started a second network. */
  connectNetwork(name: string, containerId: string, options: { ip: string }): Promise<void>
  /** Containers still on it are taken off by force. No error when there is none. */
  removeNetwork(name: string): Promise<void>
  /** All networks when `labels` is empty. */
  listNetworks(labels: Record<string, string>): Promise<EngineNetwork[]>
}

export interface EngineNetwork {
  name: string
  labels: Record<string, string>
  subnets: string[]
  /** The host's addresses on it, as far as the engine tells. */
  gateways: string[]
}

export interface EngineImage {
  /** The image's own id, `sha256:…`. */
  id: string
  /** The registry's digest where the image came from one. */
  digest: string | null
  sizeBytes: number
  createdAt: string | null
  labels: Record<string, string>
  /** The user its containers run as when nothing else is said; `null` is root. */
  user?: string | null
  /** What its containers run when nothing else is said. */
  entrypoint?: string[]
  command?: string[]
}

export interface ProgressOptions {
  onProgress?: (progress: Omit<ImageProgress, 'image' | 'done'>) => void
  signal?: AbortSignal
}

export interface BuildRequest {
  tag: string
  context: NodeJS.ReadableStream
  dockerfile: string
  buildArgs: Record<string, string>
  labels: Record<string, string>
  target?: string
  noCache?: boolean
  networkMode?: string
}

export interface ContainerSpec {
  name: string
  image: string
  /** In place of the image's own. */
  entrypoint?: string[]
  /** Words after the entrypoint; `null` leaves the image's own command. */
  command: string[] | null
  env: Record<string, string>
  labels: Record<string, string>
  workingDir?: string
  user?: string
  /** Whether `startContainer` will hand over standard input. */
  stdin: boolean
  /** A terminal in place of two streams of output. */
  tty?: boolean
  mounts: ContainerMount[]
  /** Path → options as docker writes them (`size=1g,mode=1777`). */
  tmpfs: Record<string, string>
  readOnlyRoot: boolean
  init: boolean
  dropCapabilities: boolean
  /** Capabilities given back after all were dropped, as `CHOWN`. */
  addCapabilities?: string[]
  noNewPrivileges: boolean
  pidsLimit: number
  memoryBytes: number
  cpus: number
  network: 'bridge' | 'none' | { name: string }
  /** Name servers in place of the engine's. */
  dns?: string[]
}

export type ContainerMount =
  | { kind: 'bind'; source: string; target: string; readOnly: boolean }
  | { kind: 'volume'; source: string; target: string; readOnly: boolean; labels?: Record<string, string> }

/**
 * Where a container's output goes. `write` is called in order, one call at a time; a promise holds the
 * container's output back until it settles (back-pressure), so memory stays bounded.
 */
export interface OutputSink {
  write(stream: 'stdout' | 'stderr', bytes: Buffer): void | Promise<void>
}

/** A container's terminal. */
export interface Terminal {
  write(bytes: Buffer): void
  resize(columns: number, rows: number): Promise<void>
  /** Settles when the container ended, or the terminal broke off. */
  ended: Promise<void>
  /** Lets go of it; the container goes on. */
  close(): void
}

export interface LiveContainer {
  containerId: string
  startedAt: string
  /**
   * Settles when the container has ended and all its output is in the sink; survives the engine's restarts.
   * Rejects with what the sink threw: nothing is read any more then, and the container is left as it is.
   */
  ended: Promise<ContainerEnd>
  /** Memory and CPU seen so far. */
  usage(): { peakMemoryBytes: number | null; cpuSeconds: number | null }
}

/** `gone` when somebody removed the container before its end could be read. */
export type ContainerEnd =
  | {
      kind: 'exited'
      exitCode: number
      oomKilled: boolean
      startedAt: string
      finishedAt: string
      error: string
    }
  | { kind: 'gone' }

export interface ContainerState {
  containerId: string
  name: string
  labels: Record<string, string>
  status: 'created' | 'running' | 'exited' | 'paused' | 'restarting' | 'removing' | 'dead'
  exitCode: number | null
  oomKilled: boolean
  startedAt: string | null
  finishedAt: string | null
}

export interface ContainerFile {
  path: string
  bytes: Buffer
}
