import type { Credential, Job, LoginState } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { type ContainerLogin, createContainerLogin } from '../credentials/container-login.ts'
import { createCredentialList } from '../credentials/credential-list.ts'
import { createLoginHistory, type LoginHistory } from '../credentials/login-history.ts'
import { createLoginStates } from '../credentials/login-states.ts'
import { createRunAccess, type RunAccess } from '../credentials/run-access.ts'
import { createEndingWarnings } from '../credentials/warn-of-endings.ts'
import { notFound } from '../errors.ts'
import type { Announcer } from '../notifications/announcer.ts'
import type { Clock } from '../ports/clock.ts'
import type { ConfigStore } from '../ports/config-store.ts'
import type { HostCredentials } from '../ports/credentials.ts'
import type { Engine, EngineImage } from '../ports/engine.ts'
import type { GitRemote } from '../ports/git-remote.ts'
import type { GithubApps } from '../ports/github-apps.ts'
import type { HostProbe } from '../ports/host-probe.ts'
import type { LoginLedger } from '../ports/login-ledger.ts'
import type { Network } from '../ports/network.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import type { Check } from './checks.ts'
import { createHostChecks } from './host-checks.ts'
import { jobChecks } from './job-checks.ts'
import { createMakeUp } from './make-up.ts'
import { createReadiness, type ReadinessService } from './readiness-service.ts'

export interface OpenReadinessOptions {
  clock: Clock
  engine: Engine
  config: ConfigStore
  host: HostCredentials
  secrets: SecretReader
  secretNames: () => readonly string[] | null
  apps: GithubApps
  remote: GitRemote
  ledger: LoginLedger
  probe: HostProbe
  network: Network
  announcer: Pick<Announcer, 'announce'>
  slots: SlotStore
  changes: ChangeHub
  ovenHome: string
  installId: string
  ensureImage: (
    reference: string,
    options: { signal: AbortSignal; onProgress: (text: string) => void },
  ) => Promise<EngineImage>
  /** Of the engine and of the runner image (oven-checks.ts). */
  ovenChecks: { engine: Check; runnerImage: Check }
  jobs: () => Job[]
  nextDueAt: (jobId: string) => string | null
  timeoutOf: (job: Job) => number
  launch: (slots: readonly { jobId: string; dueAt: string }[], trigger: 'catch-up') => Promise<void>
  onWarning: (sentence: string) => void
}

/** Logins and the knowledge of them, put together: what runs are handed, what checks see, what was learned. */
export interface Logins {
  access: RunAccess
  history: LoginHistory
  containerLogin: ContainerLogin
  readiness: ReadinessService
  /** In a few words, without looking far. */
  states(): Promise<LoginState[]>
  credentials: {
    list(): Promise<Credential[]>
    /** Looks again, repositories included. */
    check(id?: string): Promise<Credential[]>
  }
}

export function openReadiness(options: OpenReadinessOptions): Logins {
  const { clock, config, host, secrets, apps, engine, changes } = options
  const now = () => clock.now()
  const readConfig = () => config.read()
  const onChange = () => changes.emit({ type: 'login' })

  const history = createLoginHistory({ ledger: options.ledger, secrets, readConfig, now, onChange })
  const containerLogin = createContainerLogin({
    engine,
    readConfig,
    ensureImage: options.ensureImage,
    installId: options.installId,
    onChange() {
      onChange()
      readiness.lookSoon()
    },
  })
  const claude = { host, containerLogin, secrets, history, readConfig, now }
  const repository = { host, secrets, apps, readConfig, remote: options.remote, history }
  const hostChecks = createHostChecks({ ...options, ovenHome: options.ovenHome })
  const states = createLoginStates({ host, jobs: options.jobs, readConfig })
  const warnOfEndings = createEndingWarnings({ ...options, now })
  const makeUp = createMakeUp(options)
  const readiness: ReadinessService = createReadiness({
    clock,
    jobs: options.jobs,
    checksOf: (job) =>
      jobChecks(job, {
        ...options.ovenChecks,
        host: hostChecks,
        claude,
        repository,
        secretNames: options.secretNames,
      }),
    nextDueAt: options.nextDueAt,
    timeoutOf: options.timeoutOf,
    onChanges: changes.on,
    onSeen(job, seen, found, isNew) {
      if (isNew) changes.emit({ type: 'readiness', jobId: job.id })
      states.seen(found)
      warnOfEndings(job, found)
      void makeUp.seen(job, seen)
    },
    onWarning: options.onWarning,
  })
  const list = createCredentialList({ jobs: options.jobs, claude, repository, host, now })

  return {
    access: createRunAccess({ host, secrets, apps, readConfig }),
    history,
    containerLogin,
    readiness,
    states: states.list,
    credentials: {
      list: () => list.list({ deep: false }),
      async check(id) {
        readiness.lookSoon()
        const found = await list.list({ ...(id === undefined ? {} : { id }), deep: true })
        if (id === undefined || found.length > 0) return found
        throw notFound(
          `There is no credential "${id}", or no job uses it any more.`,
          'See `oven auth status`.',
        )
      },
    },
  }
}
