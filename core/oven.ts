import { createAttention } from './attention/attention-service.ts'
import { createWarningList } from './attention/warning-list.ts'
import { allowListOf } from './cage/allow-list.ts'
import { createCage } from './cage/cage.ts'
import { tendCage } from './cage/tend-cage.ts'
import { createChangeHub } from './changes/change-hub.ts'
import { createSettings } from './config/settings-service.ts'
import { createGithubAppService } from './credentials/github-app-service.ts'
import { createVaultReader } from './credentials/vault-reader.ts'
import { createEngineService } from './engine/engine-service.ts'
import { notFound } from './errors.ts'
import { createJobService } from './jobs/job-service.ts'
import { openNotifications } from './notifications/open-notifications.ts'
import { createLife } from './oven-life.ts'
import type { Oven, OvenOptions } from './oven-options.ts'
import type { OvenServices } from './oven-services.ts'
import { createEgressCheck } from './readiness/egress-check.ts'
import { examine } from './readiness/examine.ts'
import { openReadiness } from './readiness/open-readiness.ts'
import { createOvenChecks } from './readiness/oven-checks.ts'
import { createRetention } from './retention/retention-service.ts'
import { limitsOf } from './runs/container/run-container.ts'
import { createRunHistory } from './runs/run-history.ts'
import { createRunService } from './runs/run-service.ts'
import { forgetSchedule } from './schedule/close-schedule.ts'
import { openSchedule } from './schedule/open-schedule.ts'
import { createPreview } from './schedule/preview-request.ts'
import { createGuard } from './secrets/guard.ts'
import { namesKnown } from './secrets/names-known.ts'
import { createSecretChecks } from './secrets/secret-checks.ts'
import { createSecretService } from './secrets/secret-service.ts'
import { createSourceService } from './sources/source-service.ts'
import { createStats } from './stats/stats-service.ts'
import { createStatus } from './status.ts'
import { openTriggers } from './triggers/open-triggers.ts'

const GIB = 1024 ** 3

/** Puts the core together from its ports. Nothing happens before `start`. */
export function createOven(options: OvenOptions): Oven {
  const { clock, engine, runs, slots, config, logs, vault, images, machine } = options
  const guard = createGuard(vault)
  const changes = createChangeHub()
  const startedAt = new Date(clock.now()).toISOString()
  const now = () => new Date(clock.now()).toISOString()
  const warnings = createWarningList(now)
  const timezone = () => config.read().timezone ?? machine.timezone
  const auth = () => config.read().auth

  function warn(said: string): void {
    const sentence = guard(said)
    warnings.add(sentence)
    options.onWarning?.(sentence)
    changes.emit({ type: 'warning', message: sentence })
  }

  const cage = createCage({
    engine,
    images,
    config,
    clock,
    installId: options.installId,
    hostAddresses: machine.addresses,
    forTests: options.egressForTests,
  })
  const ovenChecks = createOvenChecks({
    engine,
    config,
    images: () => images.list(),
    jobs: () => jobs.listJobs(),
  })
  const secretNames = () => namesKnown(vault)
  const notifications = openNotifications({
    ...options,
    secrets: createVaultReader(vault),
    secretNames,
    guard,
    changes,
    timezone,
    findJob: (id) => jobs.find(id),
    jobs: () => jobs.listJobs(),
    late: () => ({ settings, setSecret: secrets.set, attention: attention.list, slots: schedule.slots }),
    onWarning: warn,
  })
  const logins = openReadiness({
    ...options,
    host: options.credentials,
    secrets: createVaultReader(vault),
    secretNames,
    ledger: options.logins,
    announcer: notifications,
    changes,
    ovenHome: options.home,
    ensureImage: (reference, how) => images.ensure(reference, how),
    ovenChecks,
    jobs: () => jobs.listJobs(),
    nextDueAt: (jobId) => jobs.find(jobId) && jobs.show(jobId).nextDueAt,
    timeoutOf: (job) => limitsOf(job, config.read(), { cpus: machine.cpus, memoryBytes: GIB }).timeoutSeconds,
    launch: (due, trigger) => runService.launchSlots(due, trigger),
    onWarning: warn,
  })
  const runService = createRunService({
    clock,
    engine,
    runs,
    slots,
    logs,
    config,
    credentials: logins.access,
    readiness: logins.readiness,
    logins: logins.history,
    vault,
    sources: options.sources,
    announcer: notifications,
    changes,
    images,
    cage,
    hostPaths: options.hostPaths,
    payloads: options.payloads,
    chains: options.chains,
    followersOf: (id) => jobs.followersOf(id),
    findJob: (id) => jobs.find(id),
    installId: options.installId,
    homeDir: machine.homeDir,
    ovenHome: options.home,
    platform: machine.platform,
    cpus: machine.cpus,
    timezone,
    isPaused: () => schedule.pause.state() !== null,
    onWarning: warn,
  })
  const schedule = openSchedule({
    ...options,
    jobs: () => jobs.listJobs(),
    onMissed: notifications.missed,
    timezone,
    launch: (due, { trigger }) => runService.launchSlots(due, trigger),
    lastRunAt: (jobId) => jobs.lastRunAt(jobId),
    changes,
    onWarning: warn,
  })
  const { pause, scheduler } = schedule
  const jobs = createJobService({
    store: options.jobs,
    runs,
    // Without a scheduler that knows the schedule, its past is accounted for from its cursor.
    slots: { removeCursor: (jobId) => forgetSchedule(slots, jobId, clock.now()) },
    clock,
    changes,
    scheduler,
    timezone,
    secretNames,
    readiness: (jobId) => logins.readiness.peek(jobId),
    onWarning: warn,
  })
  const lookAgain = () => {
    scheduler.refresh()
    notifications.look()
  }
  const settings = createSettings({ store: config, changes, onChanged: lookAgain })
  const secrets = createSecretService({ vault, jobs, auth, changes, channelsUsing: notifications.using })
  const githubApps = createGithubAppService({
    readConfig: () => config.read(),
    settings,
    secrets: createVaultReader(vault),
    setSecret: secrets.set,
    secretNames,
    jobs: () => jobs.listJobs(),
  })
  const engineService = createEngineService({
    ...options,
    disk: options.engineDisk,
    starter: options.engineStarter,
    platform: machine.platform,
  })
  const triggers = openTriggers({ ...options, jobs, runService, changes, onWarning: warn })
  const attention = createAttention({
    clock,
    notes: options.notes,
    runs,
    slots,
    jobs: () => jobs.listJobs(),
    peek: (jobId) => logins.readiness.peek(jobId),
    engine: () => engine.state(),
    engineDownSince: engineService.downSince,
    canStartEngine: engineService.canStart,
    warnings: warnings.all,
    messages: () => [...notifications.troubles(), ...triggers.services.github.troubles()],
    changes,
  })
  const sources = createSourceService({
    reader: options.sourceReader,
    history: logins.history,
    host: options.credentials,
    secrets: createVaultReader(vault),
    apps: options.apps,
    readConfig: () => config.read(),
  })
  const history = createRunHistory({ runs, logs, changes, resolve: runService.resolve })
  const retention = createRetention({
    runs,
    files: options.runFiles,
    engine,
    config,
    clock,
    installId: options.installId,
    onWarning: warn,
  })
  const checks = () => [
    ovenChecks.engine,
    ovenChecks.runnerImage,
    ...logins.readiness.checks(),
    createEgressCheck({ engine, cage, jobs: () => jobs.listJobs() }),
    ...createSecretChecks({ vault, jobs: () => jobs.listJobs(), auth }),
  ]

  const services: OvenServices = {
    status: createStatus({
      ...options,
      startedAt,
      timezone,
      logins: logins.states,
      listJobs: () => jobs.listJobs(),
      activeRuns: () => runService.activeRuns(),
      pause: pause.state,
      warnings: warnings.sentences,
    }),
    doctor: () => examine(checks(), now),
    preview: createPreview({ clock, timezone, scheduleOf: (id) => jobs.show(id).job.schedule }),
    reach: ({ allow }) => ({ hosts: allowListOf(allow ? { allow } : {}, config.read()) }),
    runJob(id, { rehearse, force }) {
      const job = jobs.find(id)
      if (!job) throw notFound(`There is no job "${id}".`, 'See `oven jobs list`.')
      return runService.start(job, { trigger: 'manual', rehearse, force })
    },
    jobs: triggers.jobs,
    runs: runService,
    history,
    attention,
    engine: engineService,
    schedulePause: pause,
    slots: schedule.slots,
    stats: createStats({
      store: options.stats,
      clock,
      timezone,
      jobIds: () => jobs.listJobs().map(({ id }) => id),
    }),
    images,
    retention,
    secrets,
    settings,
    credentials: logins.credentials,
    containerLogin: logins.containerLogin,
    githubApps,
    readiness: logins.readiness,
    samples: options.samples,
    ...triggers.services,
    notifications: notifications.service,
    changes,
    sources,
  }

  const life = createLife({
    options,
    parts: {
      pause,
      scheduler,
      retention,
      readiness: logins.readiness,
      settings,
      github: triggers.services.github,
    },
    beginning: () => {
      runService.recover()
      notifications.start()
      triggers.services.calls.tidy()
    },
    tend: () => tendCage({ ...options, cage, jobs: jobs.listJobs(), warn }),
    ending: async () => {
      await Promise.all([cage.close(), runService.leave()])
      await notifications.stop()
    },
    onEngine: () => changes.emit({ type: 'engine' }),
    warn,
  })

  return {
    services,
    ...life,
    wake(reason) {
      scheduler.wake(reason)
      notifications.look()
      triggers.services.github.wake()
    },
    warn,
    activeRuns: () => runService.activeRuns(),
    whenIdle: () => runService.whenIdle(),
  }
}
