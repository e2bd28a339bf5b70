import { availableParallelism, homedir, networkInterfaces, uptime } from 'node:os'
import { join } from 'node:path'
import { createColimaStarter } from '../adapters/colima/colima-starter.ts'
import { HostCredentialsReader } from '../adapters/credentials/host-credentials.ts'
import { createDockerEngine } from '../adapters/docker/docker-engine.ts'
import { ConfConfigStore } from '../adapters/files/conf-config-store.ts'
import type { ConfDocumentOptions } from '../adapters/files/conf-document.ts'
import { ConfJobStore } from '../adapters/files/conf-job-store.ts'
import { FileRunFiles } from '../adapters/files/file-run-files.ts'
import { FileRunLogStore } from '../adapters/files/file-run-log-store.ts'
import { InstanceLock } from '../adapters/files/instance-lock.ts'
import { locateOvenHome, type OvenHome, prepareOvenHome, readInstallId } from '../adapters/files/oven-home.ts'
import { createOwnFiles } from '../adapters/files/own-files.ts'
import { createHostPaths } from '../adapters/files/real-host-paths.ts'
import { systemProbe } from '../adapters/files/system-probe.ts'
import { createGitSourceReader } from '../adapters/git/git-source-reader.ts'
import { LocalSourceInspector } from '../adapters/git/local-source-inspector.ts'
import { createRemoteInspector } from '../adapters/git/remote-inspector.ts'
import { createSampleMaker } from '../adapters/git/sample-repository.ts'
import { createGithubApi } from '../adapters/github/github-api.ts'
import { createGithubApps } from '../adapters/github/github-app-tokens.ts'
import { createBaseImages } from '../adapters/images/base-images.ts'
import { createImageSources } from '../adapters/images/files-image-sources.ts'
import { createSystemNetwork } from '../adapters/network/system-network.ts'
import { createChannelSender } from '../adapters/notifications/channel-sender.ts'
import { VaultFile } from '../adapters/secrets/vault-file.ts'
import { createVaultKeys } from '../adapters/secrets/vault-keys.ts'
import { closeDatabase, openDatabase } from '../adapters/sqlite/database.ts'
import { keepCopy } from '../adapters/sqlite/database-copy.ts'
import { SqliteCallStore } from '../adapters/sqlite/sqlite-call-store.ts'
import { SqliteChainStore } from '../adapters/sqlite/sqlite-chain-store.ts'
import { SqliteGithubPollStore } from '../adapters/sqlite/sqlite-github-poll-store.ts'
import { SqliteGithubReportStore } from '../adapters/sqlite/sqlite-github-report-store.ts'
import { SqliteGithubStore } from '../adapters/sqlite/sqlite-github-store.ts'
import { SqliteLoginLedger } from '../adapters/sqlite/sqlite-login-ledger.ts'
import { SqliteOutboxStore } from '../adapters/sqlite/sqlite-outbox-store.ts'
import { SqliteOvenNotes } from '../adapters/sqlite/sqlite-oven-notes.ts'
import { SqlitePayloadStore } from '../adapters/sqlite/sqlite-payload-store.ts'
import { SqliteRunStore } from '../adapters/sqlite/sqlite-run-store.ts'
import { SqliteSessionStore } from '../adapters/sqlite/sqlite-session-store.ts'
import { SqliteSlotStore } from '../adapters/sqlite/sqlite-slot-store.ts'
import { SqliteStatsStore } from '../adapters/sqlite/sqlite-stats-store.ts'
import { SqliteTokenStore } from '../adapters/sqlite/sqlite-token-store.ts'
import type { Status } from '../contract/index.ts'
import type { EgressForTests } from '../core/cage/run-egress.ts'
import { createImageService } from '../core/images/image-service.ts'
import { createOven } from '../core/oven.ts'
import type { Oven } from '../core/oven-options.ts'
import type { Notifier } from '../core/ports/notifier.ts'
import type { KeyProtector } from '../core/ports/vault-keys.ts'
import { createVault } from '../core/secrets/vault.ts'
import { programRoot } from './program-root.ts'
import { createReleases } from './releases.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { systemClock } from './system-clock.ts'
import { version } from './version.ts'

/** How old the last good state of the history may become while a host runs. */
const COPY_EVERY_MS = 6 * 3_600_000

export interface OpenOvenOptions {
  hostKind: Status['hostKind']
  /** The oven's folder; by default `$AGENT_OVEN_HOME` or `~/.config/agent-oven`. */
  home?: string
  notifier?: Notifier
  /** The desktop passes one that makes an `electron-store`. */
  createStore?: ConfDocumentOptions['createStore']
  /** Keeps the key of the secrets; without one it lies in a file or in `AGENT_OVEN_KEY`. */
  keyProtector?: KeyProtector
  /** Where `AGENT_OVEN_KEY` is read; by default the process's own. */
  env?: NodeJS.ProcessEnv
  /** False for hosts that only do what they are told. True when left out. */
  schedule?: boolean
  /** How long to wait for another host of the same folder to end. */
  waitForLockMs?: number
  /** Where the sources of the oven's images lie; by default beside this program. */
  imagesFolder?: string
  onWarning?: (sentence: string) => void
  /** What the proxy of a run may reach beyond its list. Tests have no other internet. */
  egressForTests?: EgressForTests
  /** What git may speak when repositories are looked at. Tests have servers on loopback without TLS. */
  remoteForTests?: { protocols: string }
}

export interface OpenOven {
  oven: Oven
  home: OvenHome
  installId: string
  sessions: Sessions
  /** Tells clients where this host listens; `close` takes it back. */
  publish(address: { port: number; token: string }): void
  /** Lets go of runs (their containers go on), then of the files and of the folder. */
  close(): Promise<void>
}

/**
 * Takes the oven's folder and puts the oven together from its real parts. Nothing runs before `oven.start()`.
 * Throws `host-running` when another host holds the folder, and whatever makes its files unusable.
 */
export async function openOven(options: OpenOvenOptions): Promise<OpenOven> {
  const home = locateOvenHome({
    env: { ...process.env, ...(options.home && { AGENT_OVEN_HOME: options.home }) },
  })
  prepareOvenHome(home)
  const releases = createReleases()
  try {
    const lock = new InstanceLock({ home })
    await lock.acquire({ waitMs: options.waitForLockMs ?? 0 })
    releases.add(() => lock.release())
    return compose(options, home, lock, releases)
  } catch (error) {
    await releases.run()
    throw error
  }
}

function compose(
  options: OpenOvenOptions,
  home: OvenHome,
  lock: InstanceLock,
  releases: ReturnType<typeof createReleases>,
): OpenOven {
  const startedAt = new Date().toISOString()
  const installId = readInstallId(home)
  // The oven keeps the warnings that the host shows; those of its parts come before it exists.
  const early: string[] = []
  let oven: Oven | undefined
  const onWarning = (sentence: string) => (oven ? oven.warn(sentence) : void early.push(sentence))

  const database = openDatabase(home.database, { onWarning })
  const copying = setInterval(
    () => keepCopy(database, home.database, systemClock.now()),
    COPY_EVERY_MS,
  ).unref()
  releases.add(() => clearInterval(copying))
  releases.add(() => closeDatabase(database, home.database, systemClock.now()))
  const engine = createDockerEngine()
  releases.add(() => engine.close())
  const stores = { onWarning, createStore: options.createStore }
  const config = new ConfConfigStore({ ...stores, path: home.configFile })
  const runs = new SqliteRunStore({ database })
  const jobs = new ConfJobStore({ ...stores, path: home.jobsFile })
  const inspector = new LocalSourceInspector()
  const knownHostsFile = join(
    options.imagesFolder ?? besideThisProgram('images'),
    'pipeline-runner/known_hosts',
  )

  oven = createOven({
    version,
    hostKind: options.hostKind,
    home: home.path,
    installId,
    clock: systemClock,
    engine,
    engineDisk: engine,
    engineStarter: createColimaStarter({ env: options.env ?? process.env, platform: process.platform }),
    ownFiles: createOwnFiles({ database: home.database }),
    runs,
    slots: new SqliteSlotStore({ database }),
    notes: new SqliteOvenNotes({ database }),
    stats: new SqliteStatsStore({ database }),
    tokens: new SqliteTokenStore({ database }),
    calls: new SqliteCallStore({ database }),
    payloads: new SqlitePayloadStore({ database }),
    chains: new SqliteChainStore({ database }),
    jobs,
    config,
    logs: new FileRunLogStore({
      logsFolder: home.logsFolder,
      artifactsFolder: home.artifactsFolder,
      isFinished: (runId) => runs.find(runId)?.state === 'finished',
    }),
    runFiles: new FileRunFiles(home),
    vault: createVault({
      file: new VaultFile({ path: home.secretsFile }),
      keys: createVaultKeys({
        vaultPath: home.secretsFile,
        keyFilePath: home.secretsKeyFile,
        env: options.env ?? process.env,
        protector: options.keyProtector ?? null,
      }),
      installId,
      clock: systemClock,
      hasActiveRuns: () => runs.unfinished().length > 0,
      isActive: (runId) => runs.unfinished().some(({ id }) => id === runId),
    }),
    credentials: new HostCredentialsReader({
      readConfig: () => config.read(),
      ...(options.env && { env: options.env }),
    }),
    logins: new SqliteLoginLedger({ database }),
    apps: createGithubApps(),
    githubApi: createGithubApi(),
    githubReports: new SqliteGithubReportStore({ database }),
    githubPolls: new SqliteGithubPollStore({ database }),
    githubStore: new SqliteGithubStore({ database }),
    remote: createRemoteInspector({ knownHostsFile, ...options.remoteForTests }),
    sourceReader: createGitSourceReader({
      knownHostsFile,
      local: inspector,
      scratchFolder: join(home.path, 'looks'),
      ...options.remoteForTests,
    }),
    probe: systemProbe,
    sources: inspector,
    samples: createSampleMaker({
      // Not in the oven's own folder, of which containers never see anything.
      folder: `${home.path}-sample`,
      template: join(options.imagesFolder ?? besideThisProgram('images'), 'sample-repository'),
    }),
    notifier: options.notifier ?? null,
    outbox: new SqliteOutboxStore({ database }),
    sender: createChannelSender(),
    network: createSystemNetwork(),
    images: createImageService({
      engine,
      sources: createImageSources({ imagesFolder: options.imagesFolder ?? besideThisProgram('images') }),
      bases: createBaseImages({ engine }),
      installId,
      changes: { emit: (change) => oven?.services.changes.emit(change) },
    }),
    machine: {
      cpus: availableParallelism(),
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      homeDir: homedir(),
      pid: process.pid,
      upSeconds: uptime(),
      platform: process.platform,
      addresses: ownAddresses,
    },
    hostPaths: createHostPaths(),
    egressForTests: options.egressForTests,
    schedule: options.schedule ?? true,
    onWarning: options.onWarning,
  })
  for (const sentence of early) oven.warn(sentence)
  const { stop } = oven
  releases.add(() => stop())

  return {
    oven,
    home,
    installId,
    sessions: createSessions({ store: new SqliteSessionStore({ database }), now: systemClock.now }),
    publish: ({ port, token }) =>
      lock.publish({ port, token, pid: process.pid, startedAt, kind: options.hostKind }),
    close: () => releases.run(),
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ internal, address }) => (internal ? [] : address)),
  )
}

function besideThisProgram(folder: string): string {
  return join(programRoot, folder)
}
