import type { AttentionItem } from '../../../contract/index.ts'
import type { ChangeHub } from '../../changes/change-hub.ts'
import { createVaultReader } from '../../credentials/vault-reader.ts'
import type { JobService } from '../../jobs/job-service.ts'
import type { OvenOptions } from '../../oven-options.ts'
import type { RunService } from '../../runs/run-service.ts'
import { createGuard } from '../../secrets/guard.ts'
import { createCallKeeper } from '../call-keeper.ts'
import { createGithubAccess, type GithubAccessOf } from './github-access.ts'
import { createGithubService, type GithubService } from './github-service.ts'
import { createGithubPoller, type GithubPoller } from './poll/github-poller.ts'
import { findGithubTroubles } from './poll/github-troubles.ts'
import { createGithubReporter } from './report/github-reporter.ts'
import { createReportView, type ReportView } from './report/report-view.ts'
import { createWebhookSecrets, type WebhookSecrets } from './webhook-secrets.ts'

/** GitHub, as it is asked what happened. */
export interface GithubPolls extends Pick<GithubPoller, 'status' | 'wake'> {
  /** What somebody has to mend. */
  troubles(): AttentionItem[]
}

/** What GitHub is heard, asked and told with. */
export type GithubParts = Pick<
  OvenOptions,
  | 'apps'
  | 'calls'
  | 'clock'
  | 'config'
  | 'credentials'
  | 'githubApi'
  | 'githubPolls'
  | 'githubReports'
  | 'githubStore'
  | 'onWarning'
  | 'payloads'
  | 'runs'
  | 'vault'
> & {
  jobs: Pick<JobService, 'listJobs'>
  runService: Pick<RunService, 'start'>
  changes: ChangeHub
}

/** What happens on GitHub, put together from the oven's parts. */
export function openGithub(options: GithubParts): {
  github: GithubService & WebhookSecrets & GithubPolls & ReportView
  githubAccessOf: GithubAccessOf
} {
  const { clock, config, vault, changes } = options
  const readConfig = () => config.read()
  const accessOf = createGithubAccess({
    host: options.credentials,
    secrets: createVaultReader(vault),
    apps: options.apps,
    readConfig,
    now: clock.now,
  })
  const now = () => new Date(clock.now()).toISOString()
  const service = createGithubService({
    store: options.githubStore,
    api: options.githubApi,
    accessOf,
    jobs: () => options.jobs.listJobs(),
    runs: options.runs,
    runService: options.runService,
    payloads: options.payloads,
    keeper: createCallKeeper({ ...options, now }),
    clock,
    onWarning: options.onWarning,
  })
  const reporter = createGithubReporter({
    store: options.githubReports,
    origins: options.githubStore,
    api: options.githubApi,
    accessOf,
    runs: options.runs,
    findJob: (id) => options.jobs.listJobs().find((job) => job.id === id) ?? null,
    changes,
    clock,
    mask: createGuard(vault),
    onWarning: (sentence) => options.onWarning?.(sentence),
  })
  const poller = createGithubPoller({
    api: options.githubApi,
    store: options.githubPolls,
    accessOf,
    take: service.take,
    jobs: () => options.jobs.listJobs(),
    readConfig,
    clock,
    changes,
    onWarning: (sentence) => options.onWarning?.(sentence),
  })
  return {
    github: {
      ...service,
      status: poller.status,
      wake: poller.wake,
      troubles: () => findGithubTroubles(poller.status().polls, clock.now()),
      ...createWebhookSecrets({ readConfig, vault, changes }),
      ...createReportView({ store: options.githubReports, apiUrl: () => readConfig().github.apiUrl }),
      start() {
        service.start()
        reporter.start()
        poller.start()
      },
      stop() {
        poller.stop()
        service.stop()
        reporter.stop()
      },
    },
    githubAccessOf: accessOf,
  }
}
