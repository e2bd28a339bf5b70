import type { Status } from '../contract/index.ts'
import type { EgressForTests } from './cage/run-egress.ts'
import type { ImageService } from './images/image-service.ts'
import type { OvenServices } from './oven-services.ts'
import type { CallStore } from './ports/call-store.ts'
import type { ChainStore } from './ports/chain-store.ts'
import type { ChannelSender } from './ports/channel-sender.ts'
import type { Clock } from './ports/clock.ts'
import type { ConfigFileStore } from './ports/config-store.ts'
import type { HostCredentials } from './ports/credentials.ts'
import type { Engine } from './ports/engine.ts'
import type { EngineDisk } from './ports/engine-disk.ts'
import type { EngineStarter } from './ports/engine-starter.ts'
import type { GitRemote } from './ports/git-remote.ts'
import type { GithubApi } from './ports/github-api.ts'
import type { GithubApps } from './ports/github-apps.ts'
import type { GithubPollStore } from './ports/github-poll-store.ts'
import type { GithubReportStore } from './ports/github-report-store.ts'
import type { GithubStore } from './ports/github-store.ts'
import type { HostPaths } from './ports/host-paths.ts'
import type { HostProbe } from './ports/host-probe.ts'
import type { JobStore } from './ports/job-store.ts'
import type { LoginLedger } from './ports/login-ledger.ts'
import type { Network } from './ports/network.ts'
import type { Notifier } from './ports/notifier.ts'
import type { OutboxStore } from './ports/outbox-store.ts'
import type { OvenNotes } from './ports/oven-notes.ts'
import type { OwnFiles } from './ports/own-files.ts'
import type { PayloadStore } from './ports/payload-store.ts'
import type { RunFiles } from './ports/run-files.ts'
import type { RunLogStore } from './ports/run-log-store.ts'
import type { RunStore } from './ports/run-store.ts'
import type { SampleMaker } from './ports/sample-maker.ts'
import type { SlotStore } from './ports/slot-store.ts'
import type { SourceInspector } from './ports/source-inspector.ts'
import type { SourceReader } from './ports/source-reader.ts'
import type { StatsStore } from './ports/stats-store.ts'
import type { TokenStore } from './ports/token-store.ts'
import type { Vault } from './secrets/vault.ts'

/** The ports and facts that an oven is put together from. */
export interface OvenOptions {
  version: string
  hostKind: Status['hostKind']
  home: string
  /** Tells this install's containers from those of others on the same engine. */
  installId: string
  clock: Clock
  engine: Engine
  engineDisk: EngineDisk
  engineStarter: EngineStarter
  ownFiles: OwnFiles
  runs: RunStore
  slots: SlotStore
  notes: OvenNotes
  stats: StatsStore
  tokens: TokenStore
  calls: CallStore
  payloads: PayloadStore
  chains: ChainStore
  jobs: JobStore
  config: ConfigFileStore
  logs: RunLogStore
  runFiles: RunFiles
  credentials: HostCredentials
  logins: LoginLedger
  apps: GithubApps
  githubApi: GithubApi
  githubReports: GithubReportStore
  githubPolls: GithubPollStore
  githubStore: GithubStore
  remote: GitRemote
  probe: HostProbe
  vault: Vault
  sources: SourceInspector
  sourceReader: SourceReader
  samples: SampleMaker
  /** `null` for hosts that can show nothing. */
  notifier: Notifier | null
  outbox: OutboxStore
  sender: ChannelSender
  network: Network
  images: ImageService
  hostPaths: HostPaths
  machine: {
    cpus: number
    timezone: string
    homeDir: string
    pid: number
    platform: string
    /** Since it booted. */
    upSeconds: number
    /** Its own addresses, loopback left out: what listens there is not for jobs. */
    addresses: () => string[]
  }
  egressForTests?: EgressForTests
  /** False: this host answers calls and bakes what it is told, but fires nothing by itself. */
  schedule: boolean
  onWarning?: (sentence: string) => void
}

/** An oven at work. `services` is the context of the router's calls. */
export interface Oven {
  services: OvenServices
  /** Takes up unfinished runs and starts the clock. The engine is looked for meanwhile; its absence is no error. */
  start(): Promise<void>
  /** Stops the clock and lets go of runs: their containers go on and are taken up at the next start. */
  stop(): Promise<void>
  /** The machine woke or the clock jumped: looks at once what is due. */
  wake(reason: string): void
  /** Adds a sentence to what the user is told. */
  warn(sentence: string): void
  activeRuns(): number
  whenIdle(): Promise<void>
}
