import type { DockerJob, PipelineJob } from '../../contract/index.ts'
import type { Cage } from '../cage/cage.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import type { LoginHistory } from '../credentials/login-history.ts'
import type { RunAccess } from '../credentials/run-access.ts'
import type { Announcer } from '../notifications/announcer.ts'
import type { ChainStore } from '../ports/chain-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { Engine, EngineImage } from '../ports/engine.ts'
import type { HostPaths } from '../ports/host-paths.ts'
import type { PayloadStore } from '../ports/payload-store.ts'
import type { RunLogStore } from '../ports/run-log-store.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import type { SourceInspector } from '../ports/source-inspector.ts'
import type { RunGate } from '../readiness/run-gate.ts'
import type { Vault } from '../secrets/vault.ts'

/** What the run service and its steps work with. */
export interface RunDependencies {
  clock: Clock
  engine: Engine
  runs: RunStore
  slots: SlotStore
  logs: RunLogStore
  config: ConfigStore
  /** What runs are given to log in with. */
  credentials: RunAccess
  readiness: RunGate
  /** Takes in what runs teach about logins. */
  logins: Pick<LoginHistory, 'learn'>
  /** The secrets that jobs name. */
  vault: Pick<Vault, 'read' | 'everything' | 'remember' | 'remembers' | 'forget'>
  sources: SourceInspector
  /** Tells of runs that have ended. */
  announcer: Pick<Announcer, 'runEnded'>
  changes: ChangeHub
  images: {
    /** Answers the image, built or pulled when it is not there. */
    ensure(
      reference: string,
      options: { signal: AbortSignal; onProgress: (text: string) => void },
    ): Promise<EngineImage>
  }
  cage: Cage
  hostPaths: HostPaths
  /** What runs were called with from outside. By default nothing. */
  payloads?: Pick<PayloadStore, 'ofRun' | 'keep' | 'assign'>
  /** What followed which run. By default nothing ever does. */
  chains?: ChainStore
  /** The jobs that begin after runs of this one. */
  followersOf?: (jobId: string) => readonly (PipelineJob | DockerJob)[]
  findJob: (id: string) => PipelineJob | DockerJob | null
  installId: string
  homeDir: string
  /** The oven's own folder. */
  ovenHome: string
  /** As Node names it: `darwin`, `linux`. */
  platform: string
  cpus: number
  timezone: () => string
  /** Numbers from 0 up to 1; by default `Math.random`. */
  random?: () => number
  /** Whether all schedules are paused now. By default never. */
  isPaused?: () => boolean
  onWarning: (sentence: string) => void
}
