import { homedir } from 'node:os'
import type { Engine } from '../../core/ports/engine.ts'
import type { EngineDisk } from '../../core/ports/engine-disk.ts'
import { hasContainerFile, readContainerFiles, writeContainerFiles } from './container-files.ts'
import { createContainers } from './containers.ts'
import { type Deadlines, defaultDeadlines, defaultIntervals, type Intervals } from './deadlines.ts'
import { createDiskUse } from './disk-use.ts'
import { createEngineClock } from './engine-clock.ts'
import { EngineLink } from './engine-link.ts'
import { createImages } from './images.ts'
import { createNetworks } from './networks.ts'
import { createTerminals } from './terminals.ts'
import { createVolumes } from './volumes.ts'

export interface DockerEngineOptions {
  /** Where `DOCKER_HOST` and its like are read; by default the process's own. */
  env?: NodeJS.ProcessEnv
  /** The user's home folder, where contexts and sockets are looked for. */
  home?: string
  /** An address to use instead of looking for one: `unix:///…`, `tcp://host:port`. */
  endpoint?: string
  platform?: NodeJS.Platform
  deadlines?: Partial<Deadlines>
  intervals?: Partial<Intervals>
  log?: (message: string) => void
}

/** The engine, and the end of the oven's dealings with it: timers and connections go, containers stay. */
export interface DockerEngine extends Engine, EngineDisk {
  close(): void
}

/**
 * The container engine, over Docker's API (1.41 and newer; Docker, Colima, OrbStack, Rancher Desktop, Podman).
 * Nothing is asked and dockerode is not loaded before the first call.
 */
export function createDockerEngine(options: DockerEngineOptions = {}): DockerEngine {
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const link = new EngineLink({
    discovery: {
      env: options.env ?? process.env,
      home: options.home ?? homedir(),
      platform: options.platform ?? process.platform,
      ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    },
    deadlines,
    intervals: { ...defaultIntervals, ...options.intervals },
    log: options.log ?? (() => {}),
  })
  return {
    state: () => link.state(),
    probe: () => link.probe(),
    onChange: (listener) => link.onChange(listener),
    ...createImages({ link, deadlines }),
    ...createContainers({ link, deadlines }),
    readFiles: (containerId, path, { maxBytes }) =>
      readContainerFiles(link, { containerId, path, maxBytes, deadlineMs: deadlines.slowCallMs }),
    writeFiles: (containerId, path, files) => writeContainerFiles(link, { containerId, path, files }),
    hasFile: (containerId, path) => hasContainerFile(link, containerId, path),
    ...createTerminals({ link, deadlines }),
    ...createEngineClock(link),
    ...createVolumes(link),
    ...createNetworks(link),
    ...createDiskUse({ link, deadlineMs: deadlines.slowCallMs }),
    close: () => link.close(),
  }
}
