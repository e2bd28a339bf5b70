import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import type { contract, RunSummary, Status } from '../contract/index.ts'
import type { AttentionService } from './attention/attention-service.ts'
import type { ChangeHub } from './changes/change-hub.ts'
import type { SettingsService } from './config/settings-service.ts'
import type { ContainerLogin } from './credentials/container-login.ts'
import type { GithubAppService } from './credentials/github-app-service.ts'
import type { EngineService } from './engine/engine-service.ts'
import type { ImageService } from './images/image-service.ts'
import type { JobService } from './jobs/job-service.ts'
import type { NotificationService } from './notifications/notification-service.ts'
import type { ChainStore } from './ports/chain-store.ts'
import type { SampleMaker } from './ports/sample-maker.ts'
import type { ReadinessService } from './readiness/readiness-service.ts'
import type { RetentionService } from './retention/retention-service.ts'
import type { RunHistory } from './runs/run-history.ts'
import type { RunService } from './runs/run-service.ts'
import type { SchedulePause } from './schedule/pause.ts'
import type { SlotService } from './schedule/slot-service.ts'
import type { SecretService } from './secrets/secret-service.ts'
import type { SourceService } from './sources/source-service.ts'
import type { StatsService } from './stats/stats-service.ts'
import type { CallServerState } from './triggers/call-server-state.ts'
import type { CallService } from './triggers/call-service.ts'
import type { GithubService } from './triggers/github/github-service.ts'
import type { GithubPolls } from './triggers/github/open-github.ts'
import type { ReportView } from './triggers/github/report/report-view.ts'
import type { WebhookSecrets } from './triggers/github/webhook-secrets.ts'
import type { TokenService } from './triggers/token-service.ts'

type Inputs = InferContractRouterInputs<typeof contract>
type Outputs = InferContractRouterOutputs<typeof contract>

/** What the operations of the contract are done with; the context of every call. */
export interface OvenServices {
  status(): Status | Promise<Status>
  attention: AttentionService
  engine: Pick<EngineService, 'show' | 'disk' | 'start'>
  credentials: {
    list(): Promise<Outputs['auth']['list']>
    check(id?: string): Promise<Outputs['auth']['check']>
  }
  containerLogin: ContainerLogin
  githubApps: GithubAppService
  readiness: Pick<ReadinessService, 'show'>
  doctor(): Promise<Outputs['doctor']['check']>
  preview(request: Inputs['jobs']['preview']): Outputs['jobs']['preview']
  reach(request: Inputs['jobs']['reach']): Outputs['jobs']['reach']
  runJob(id: string, options: { rehearse?: boolean; force?: boolean }): RunSummary
  jobs: JobService
  runs: RunService
  history: RunHistory
  schedulePause: Pick<SchedulePause, 'pause' | 'resume'>
  slots: SlotService
  stats: StatsService
  images: ImageService
  retention: RetentionService
  secrets: SecretService
  sources: SourceService
  settings: Pick<SettingsService, 'show' | 'update'>
  samples: SampleMaker
  tokens: TokenService
  calls: CallService
  callServer: CallServerState
  /** What happens on GitHub, and what GitHub may have signed it with. */
  github: GithubService & WebhookSecrets & GithubPolls & ReportView
  chains: Pick<ChainStore, 'list'>
  notifications: NotificationService
  changes: ChangeHub
}
